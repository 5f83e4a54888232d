<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Restorer</source>
        <translation>关于 Restorer</translation>
    </message>
    <message>
        <source>Repairs photographs and can prove what it changed.
Nothing leaves this computer.
Apache License 2.0</source>
        <translation>修复照片,并能证明改动了什么。
一切都留在这台电脑上。
Apache 许可证 2.0</translation>
    </message>
    <message>
        <source>It is made of these parts:</source>
        <translation>它由以下部分组成:</translation>
    </message>
    <message>
        <source>Parts and licences</source>
        <translation>组成部分与许可证</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>许可证全文</translation>
    </message>
</context>
<context>
    <name>CandidateStrip</name>
    <message>
        <source>Click, or ← → and Enter</source>
        <translation>单击,或用 ← → 和 Enter</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Find further ways to fill these holes.</source>
        <translation>寻找填补这些空洞的其他方案。</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选数</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>种子 {seed}</translation>
    </message>
    <message>
        <source>Seed {seed}, chosen</source>
        <translation>种子 {seed},已选用</translation>
    </message>
    <message>
        <source>1 candidate</source>
        <translation>1 个候选</translation>
    </message>
    <message>
        <source>{count} candidates</source>
        <translation>{count} 个候选</translation>
    </message>
</context>
<context>
    <name>ChangeView</name>
    <message>
        <source>Largest change: {steps} of 255</source>
        <translation>最大改动:{steps} / 255</translation>
    </message>
    <message>
        <source>Invented here: candidates agree … differ</source>
        <translation>此处为虚构:各候选一致 … 不同</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Nothing measured yet</source>
        <translation>尚未测量</translation>
    </message>
</context>
<context>
    <name>Collection</name>
    <message>
        <source>Pasted photo</source>
        <translation>粘贴的照片</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>以及另外 {count} 个</translation>
    </message>
    <message>
        <source>{count} of {total} could not be opened: {names}.</source>
        <translation>{total} 个中有 {count} 个无法打开:{names}。</translation>
    </message>
    <message>
        <source>{name} (no photos inside)</source>
        <translation>{name}（其中没有照片）</translation>
    </message>
    <message>
        <source>{name} (not found)</source>
        <translation>{name}（未找到）</translation>
    </message>
</context>
<context>
    <name>Colour</name>
    <message>
        <source>The photo&apos;s colour profile cannot be used; it is shown as sRGB and kept in the file.</source>
        <translation>照片的色彩配置文件无法使用；照片按 sRGB 显示，配置文件保留在文件中。</translation>
    </message>
    <message>
        <source>{path} cannot be used as a screen profile; sRGB is used. Choose another ICC file in the settings.</source>
        <translation>{path} 不能用作屏幕配置文件；将使用 sRGB。请在设置中选择其他 ICC 文件。</translation>
    </message>
</context>
<context>
    <name>DamageBox</name>
    <message>
        <source>Find damage</source>
        <translation>查找损坏</translation>
    </message>
    <message>
        <source>Repair all</source>
        <translation>全部修补</translation>
    </message>
    <message>
        <source>Infra-red…</source>
        <translation>红外…</translation>
    </message>
    <message>
        <source>Ask before filling</source>
        <translation>填补前先询问</translation>
    </message>
    <message>
        <source>Look through what was found, then fill it.</source>
        <translation>请先查看找到的内容，然后填补。</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填补</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Sensitivity</source>
        <translation>灵敏度</translation>
    </message>
    <message>
        <source>The higher, the more is marked.</source>
        <translation>越高,标记越多。</translation>
    </message>
    <message>
        <source>Minimum</source>
        <translation>最小面积</translation>
    </message>
    <message>
        <source>Smaller pieces are left out.</source>
        <translation>更小的部分不计。</translation>
    </message>
    <message>
        <source>The infra-red plane of this scan</source>
        <translation>此扫描件的红外通道</translation>
    </message>
    <message>
        <source>Looks for scratches, dust, creases, tears and stains, and marks them.</source>
        <translation>查找划痕、灰尘、折痕、裂口和污渍,并加以标记。</translation>
    </message>
    <message>
        <source>Looks for damage, marks it, lets you look through it and fills it.</source>
        <translation>查找损伤、标记出来、让您查看，然后填补。</translation>
    </message>
    <message>
        <source>The piece before</source>
        <translation>前一处</translation>
    </message>
    <message>
        <source>The next piece</source>
        <translation>后一处</translation>
    </message>
    <message>
        <source>Damage: keep it marked, and go on</source>
        <translation>是损坏:保留标记并继续</translation>
    </message>
    <message>
        <source>No damage: take the mark away, and go on</source>
        <translation>不是损坏:去掉标记并继续</translation>
    </message>
    <message>
        <source>Finds dust and scratches in the scanner&apos;s infra-red plane instead: a grey picture of its own, or the fourth sample of an RGBI TIFF.</source>
        <translation>改为在扫描仪的红外通道中查找灰尘和划痕：单独的灰度图片，或 RGBI TIFF 的第四个通道。</translation>
    </message>
    <message>
        <source>Repair all waits until you have looked through what was found.</source>
        <translation>“全部修复”会等您查看完找到的内容。</translation>
    </message>
    <message>
        <source>Fills everything that is marked.</source>
        <translation>填补所有已标记的内容。</translation>
    </message>
    <message>
        <source>Takes the marks of what was found away; nothing is filled.</source>
        <translation>移除找到内容的标记；不作任何填补。</translation>
    </message>
    <message>
        <source>Keep away</source>
        <translation>避开区域</translation>
    </message>
    <message>
        <source>While this is on, the brush paints where nothing is to be found; E takes it away.</source>
        <translation>开启时,画笔涂抹的是不需查找的区域;E 可去除。</translation>
    </message>
    <message>
        <source>Damage that was found</source>
        <translation>找到的损坏</translation>
    </message>
</context>
<context>
    <name>DenoisePage</name>
    <message>
        <source>Auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Best for noise that each pixel has of its own, Film grain for scans and JPEG.</source>
        <translation>“最佳”适合逐像素独立的噪点,“胶片颗粒”适合扫描件和 JPEG。</translation>
    </message>
    <message>
        <source>estimated {sigma:.1f}</source>
        <translation>估计为 {sigma:.1f}</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>噪点</translation>
    </message>
    <message>
        <source>How strong the noise is: standard deviation in steps of 8-bit brightness.</source>
        <translation>噪声强度:以 8 位亮度级计的标准差。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How much of the whole change is applied.</source>
        <translation>全部改动应用多少。</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>色彩</translation>
    </message>
    <message>
        <source>How much of the colour noise is taken away.</source>
        <translation>去除多少彩色噪点。</translation>
    </message>
    <message>
        <source>Keep grain</source>
        <translation>保留颗粒</translation>
    </message>
    <message>
        <source>How much of the fine grain is given back.</source>
        <translation>还回多少细颗粒。</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限幅</translation>
    </message>
    <message>
        <source>How far any sample may move at most, in steps of 8-bit brightness; off is without limit.</source>
        <translation>任一采样值最多可变动多少,以 8 位亮度级计;关闭则不限。</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Take the noise level from the photo itself.</source>
        <translation>从照片本身估计噪声水平。</translation>
    </message>
    <message>
        <source>Automatic noise level</source>
        <translation>自动噪声水平</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动选择</translation>
    </message>
    <message>
        <source>Number format of the network. Automatic takes the fastest that is safe.</source>
        <translation>网络的数值格式。自动选择安全且最快的一种。</translation>
    </message>
    <message>
        <source>Where the network runs.</source>
        <translation>网络运行的位置。</translation>
    </message>
</context>
<context>
    <name>DetectionList</name>
    <message>
        <source>{number}: {area} px, {score} %</source>
        <translation>{number}:{area} 像素,{score} %</translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Undone: {step}</source>
        <translation>已撤销:{step}</translation>
    </message>
    <message>
        <source>Redone: {step}</source>
        <translation>已重做:{step}</translation>
    </message>
</context>
<context>
    <name>EditsList</name>
    <message>
        <source>Edits</source>
        <translation>编辑记录</translation>
    </message>
    <message>
        <source>What you do to the photo is listed here.</source>
        <translation>对照片所做的操作会列在这里。</translation>
    </message>
</context>
<context>
    <name>FilmStrip</name>
    <message>
        <source>Film strip</source>
        <translation>胶片栏</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>No damage was found; raise the sensitivity to see what is less certain.</source>
        <translation>未找到损坏;提高灵敏度可查看不太确定之处。</translation>
    </message>
    <message>
        <source>More than half of the photo looks like damage; lower the sensitivity.</source>
        <translation>照片一半以上看似损坏;请降低灵敏度。</translation>
    </message>
    <message>
        <source>{share} of the photo is marked as damage.</source>
        <translation>照片的 {share} 被标记为损坏。</translation>
    </message>
    <message>
        <source>Open a photo first.</source>
        <translation>请先打开一张照片。</translation>
    </message>
    <message>
        <source>Finding damage comes with its weights, in a later version.</source>
        <translation>查找损坏将在以后的版本中随权重提供。</translation>
    </message>
</context>
<context>
    <name>FrameModel</name>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>unsaved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Back to the photo</source>
        <translation>返回照片</translation>
    </message>
    <message>
        <source>Seed {seed} {kind}</source>
        <translation>种子 {seed} · {kind}</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>GeneratePage</name>
    <message>
        <source>Stop  {done} of {total}</source>
        <translation>停止  {done} / {total}</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片数</translation>
    </message>
    <message>
        <source>How many to make.</source>
        <translation>生成多少张。</translation>
    </message>
    <message>
        <source>Variety</source>
        <translation>多样性</translation>
    </message>
    <message>
        <source>Low: pictures that are alike and usual. High: varied and odd.</source>
        <translation>低:图片相似而寻常。高:多样而奇特。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How much of the filling is applied.</source>
        <translation>填补结果应用多少。</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>羽化</translation>
    </message>
    <message>
        <source>Over how many pixels inside the marking the filling fades in. Nothing outside it changes.</source>
        <translation>填补在标记内部多少像素上渐入。标记之外不变。</translation>
    </message>
    <message>
        <source>The same seed makes the same pictures again.</source>
        <translation>相同的种子会再次生成相同的图片。</translation>
    </message>
    <message>
        <source>Keep this seed; otherwise each run takes a new one.</source>
        <translation>保留此种子;否则每次运行都用新的。</translation>
    </message>
    <message>
        <source>More like this</source>
        <translation>更多类似的</translation>
    </message>
    <message>
        <source>Around the chosen picture.</source>
        <translation>在所选图片附近。</translation>
    </message>
    <message>
        <source>Line between</source>
        <translation>两图之间</translation>
    </message>
    <message>
        <source>From one chosen picture to the other.</source>
        <translation>从一张所选图片过渡到另一张。</translation>
    </message>
    <message>
        <source>Variations of the photo</source>
        <translation>照片的变体</translation>
    </message>
    <message>
        <source>Pictures like the open photo, by a model that can look at photos.</source>
        <translation>由能读取照片的模型生成与当前照片相似的图片。</translation>
    </message>
    <message>
        <source>Fill with generated</source>
        <translation>用生成内容填补</translation>
    </message>
    <message>
        <source>Puts the chosen picture into what is marked in the open photo; nothing else changes.</source>
        <translation>将所选图片放入当前照片的标记处;其他部分不变。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
</context>
<context>
    <name>Generation</name>
    <message>
        <source>Generated</source>
        <translation>生成的图片</translation>
    </message>
    <message>
        <source>More like {seed}</source>
        <translation>类似种子 {seed}</translation>
    </message>
    <message>
        <source>From {first} to {last}</source>
        <translation>从 {first} 到 {last}</translation>
    </message>
    <message>
        <source>Like {name}</source>
        <translation>类似 {name}</translation>
    </message>
    <message>
        <source>Generated {seed}</source>
        <translation>生成的图片 {seed}</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Save pictures in</source>
        <translation>图片保存到</translation>
    </message>
    <message>
        <source>Saved {count}.</source>
        <translation>已保存 {count} 张。</translation>
    </message>
    <message>
        <source>Export animation</source>
        <translation>导出动画</translation>
    </message>
    <message>
        <source>Saved {name}.</source>
        <translation>已保存 {name}。</translation>
    </message>
</context>
<context>
    <name>GlossaryDialog</name>
    <message>
        <source>Words</source>
        <translation>术语</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>Facts about the program and this computer are on the clipboard.</source>
        <translation>程序和本机的信息已复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>InpaintPage</name>
    <message>
        <source>The network that came with the program.</source>
        <translation>程序自带的网络。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动选择</translation>
    </message>
    <message>
        <source>Thin or large, by the width of each hole.</source>
        <translation>按每个空洞的宽度决定细小或大面积。</translation>
    </message>
    <message>
        <source>Thin</source>
        <translation>细小</translation>
    </message>
    <message>
        <source>For scratches, dust and writing: one way to fill, quick and faithful.</source>
        <translation>用于划痕、灰尘和字迹:一种填法,快速而忠实。</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大面积</translation>
    </message>
    <message>
        <source>For holes and missing corners: several candidates to choose from.</source>
        <translation>用于空洞和缺角:有多个候选可选。</translation>
    </message>
    <message>
        <source>Classic</source>
        <translation>经典</translation>
    </message>
    <message>
        <source>Without a network: texture from elsewhere in the photo.</source>
        <translation>不用网络:取照片其他处的纹理。</translation>
    </message>
    <message>
        <source>The same seed fills the same hole in the same way again.</source>
        <translation>相同的种子会以相同的方式填补同一空洞。</translation>
    </message>
    <message>
        <source>Keep this seed; otherwise each fill takes a new one.</source>
        <translation>保留此种子;否则每次填补都用新的。</translation>
    </message>
    <message>
        <source>Candidates</source>
        <translation>候选数</translation>
    </message>
    <message>
        <source>How many ways to fill a large hole are made to choose from.</source>
        <translation>为大空洞生成多少种填法以供选择。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How much of the filling is applied.</source>
        <translation>填补结果应用多少。</translation>
    </message>
    <message>
        <source>Feather</source>
        <translation>羽化</translation>
    </message>
    <message>
        <source>Over how many pixels inside the marking the filling fades in. Nothing outside it changes.</source>
        <translation>填补在标记内部多少像素上渐入。标记之外不变。</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
</context>
<context>
    <name>Keeping</name>
    <message>
        <source>Mask and edits are back as you left them.</source>
        <translation>蒙版和编辑已恢复到您离开时的样子。</translation>
    </message>
    <message>
        <source>The mask is back as you left it.</source>
        <translation>蒙版已恢复到您离开时的样子。</translation>
    </message>
    <message>
        <source>The edits are back.</source>
        <translation>编辑已恢复。</translation>
    </message>
    <message>
        <source>{name} has changed since. Its mask was brought back; edits kept with it were left out.</source>
        <translation>{name} 此后有改动。其蒙版已恢复;随之保存的编辑未采用。</translation>
    </message>
    <message>
        <source>{name} has changed since; check its mask.</source>
        <translation>{name} 此后有改动;请检查其蒙版。</translation>
    </message>
    <message>
        <source>{name} has changed since. The work kept for it no longer fits and was left out.</source>
        <translation>{name} 此后有改动。为其保存的工作已不适用,未采用。</translation>
    </message>
    <message>
        <source>Start afresh</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <source>Mask and edits are dropped; undo brings them back.</source>
        <translation>蒙版和编辑已丢弃;撤销可找回。</translation>
    </message>
    <message>
        <source>Restorer ended unexpectedly.</source>
        <translation>Restorer 意外结束。</translation>
    </message>
    <message>
        <source>Unsaved work on {name} can be brought back.</source>
        <translation>{name} 上未保存的工作可以恢复。</translation>
    </message>
    <message>
        <source>{count} photos with unsaved work can be brought back.</source>
        <translation>{count} 张有未保存工作的照片可以恢复。</translation>
    </message>
    <message>
        <source>{names} changed since.</source>
        <translation>{names} 此后有改动。</translation>
    </message>
    <message>
        <source>{names} cannot be found.</source>
        <translation>找不到 {names}。</translation>
    </message>
    <message>
        <source> and {count} more</source>
        <translation> 等另外 {count} 个</translation>
    </message>
    <message>
        <source>Details are in {log}.</source>
        <translation>详情见 {log}。</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>As the system</source>
        <translation>与系统一致</translation>
    </message>
</context>
<context>
    <name>LineBar</name>
    <message>
        <source>Place on the line</source>
        <translation>过渡位置</translation>
    </message>
    <message>
        <source>From one picture to the other.</source>
        <translation>从一张图片到另一张。</translation>
    </message>
    <message>
        <source>Export frames…</source>
        <translation>导出帧…</translation>
    </message>
    <message>
        <source>Export animation…</source>
        <translation>导出动画…</translation>
    </message>
</context>
<context>
    <name>Looking</name>
    <message>
        <source>Export change map</source>
        <translation>导出改动图</translation>
    </message>
    <message>
        <source>Change map saved as {path}</source>
        <translation>改动图已保存为 {path}</translation>
    </message>
</context>
<context>
    <name>Masks</name>
    <message>
        <source>Import a mask</source>
        <translation>导入蒙版</translation>
    </message>
    <message>
        <source>Export the mask</source>
        <translation>导出蒙版</translation>
    </message>
    <message>
        <source>Nothing in the photo is transparent.</source>
        <translation>照片中没有透明部分。</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>已保存为 {path}</translation>
    </message>
</context>
<context>
    <name>MeasuringDialog</name>
    <message>
        <source>Measure noise</source>
        <translation>测量噪点</translation>
    </message>
    <message>
        <source>Draw boxes where the scan should be even: sky, a wall, the border. Several brightnesses are best.</source>
        <translation>在扫描件应当均匀之处画框：天空、墙面、边框。最好包含几种亮度。</translation>
    </message>
    <message>
        <source>Nothing marked yet.</source>
        <translation>尚未标记。</translation>
    </message>
    <message>
        <source>Remove the last box</source>
        <translation>移除最后一个框</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Noise of sigma {sigma}: {grain} % grain, {rows} % horizontal and {columns} % vertical banding.</source>
        <translation>噪点 sigma {sigma}：颗粒 {grain} %，水平条纹 {rows} %，垂直条纹 {columns} %。</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>No model installed</source>
        <translation>未安装模型</translation>
    </message>
    <message>
        <source>Weights lie in resources/weights of the program.</source>
        <translation>权重位于程序的 resources/weights 中。</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Use a model file</source>
        <translation>使用模型文件</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>全部模型</translation>
    </message>
    <message>
        <source>Use for its mode</source>
        <translation>用于其模式</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>own</source>
        <translation>自己的</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>No model is installed. “Import…” takes one from anywhere.</source>
        <translation>未安装模型。“导入…”可从任意位置取用。</translation>
    </message>
    <message>
        <source>Leave the choice to the program</source>
        <translation>交由程序选择</translation>
    </message>
    <message>
        <source>The file of “{name}” is whole.</source>
        <translation>“{name}”的文件完好。</translation>
    </message>
    <message>
        <source>Export a model</source>
        <translation>导出模型</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>已写入：{path}</translation>
    </message>
    <message>
        <source>Delete “{name}” for good?</source>
        <translation>永久删除“{name}”？</translation>
    </message>
    <message>
        <source>“{name}” is deleted.</source>
        <translation>“{name}”已删除。</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>导入模型</translation>
    </message>
    <message>
        <source>Weights of another program are converted. Which model has the same network?</source>
        <translation>将转换其他程序的权重。哪个模型的网络与之相同？</translation>
    </message>
    <message>
        <source>Converting “{name}”…</source>
        <translation>正在转换“{name}”…</translation>
    </message>
    <message>
        <source>“{name}” is installed.</source>
        <translation>“{name}”已安装。</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Close this notice</source>
        <translation>关闭此提示</translation>
    </message>
</context>
<context>
    <name>Opening</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>There is no photo on the clipboard.</source>
        <translation>剪贴板上没有照片。</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片文件</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
</context>
<context>
    <name>PatchPicker</name>
    <message>
        <source>The scan; draw boxes on flat places</source>
        <translation>扫描件；在均匀处画框</translation>
    </message>
</context>
<context>
    <name>PhotoView</name>
    <message>
        <source>Before</source>
        <translation>修复前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>修复后</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>照片</translation>
    </message>
    <message>
        <source>No photo is open.</source>
        <translation>没有打开的照片。</translation>
    </message>
    <message>
        <source>{0} by {1} pixels</source>
        <translation>{0} × {1} 像素</translation>
    </message>
</context>
<context>
    <name>PictureHistory</name>
    <message>
        <source>Earlier held-out pictures</source>
        <translation>先前的保留图片</translation>
    </message>
    <message>
        <source>Damaged, restored, true; step {steps}</source>
        <translation>损坏、修复、真实；第 {steps} 步</translation>
    </message>
</context>
<context>
    <name>PictureStrip</name>
    <message>
        <source>Held-out pictures: damaged, restored, true</source>
        <translation>保留图片：损坏、修复、真实</translation>
    </message>
    <message>
        <source>Pictures appear after the first measurement</source>
        <translation>第一次测量后显示图片</translation>
    </message>
</context>
<context>
    <name>RepairPage</name>
    <message>
        <source>No model for this is installed.</source>
        <translation>没有安装用于此项的模型。</translation>
    </message>
    <message>
        <source>Vivid</source>
        <translation>生动</translation>
    </message>
    <message>
        <source>0 is true to the photo; more is livelier and partly invented.</source>
        <translation>0 忠于照片；数值越大越生动，但部分内容是虚构的。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How much of the whole change is applied.</source>
        <translation>全部改动应用多少。</translation>
    </message>
    <message>
        <source>Protect grain</source>
        <translation>保护颗粒</translation>
    </message>
    <message>
        <source>How much of the photo&apos;s own fine grain is given back.</source>
        <translation>恢复照片自身细颗粒的程度。</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限幅</translation>
    </message>
    <message>
        <source>How far any sample may move at most, in steps of 8-bit brightness; off is without limit.</source>
        <translation>任一采样值最多可变动多少,以 8 位亮度级计;关闭则不限。</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Fading</source>
        <translation>褪色</translation>
    </message>
    <message>
        <source>Deep shadows and bright lights again; an edit of its own.</source>
        <translation>恢复深沉的暗部和明亮的高光；作为单独的一步编辑。</translation>
    </message>
    <message>
        <source>Colour cast</source>
        <translation>偏色</translation>
    </message>
    <message>
        <source>Takes the tint of age away; an edit of its own.</source>
        <translation>去除年久造成的色调；作为单独的一步编辑。</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>Steeper around the middle tone; an edit of its own.</source>
        <translation>加强中间调的反差；作为单独的一步编辑。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动选择</translation>
    </message>
    <message>
        <source>The network finds out what made the photo blurred.</source>
        <translation>由网络判断照片模糊的原因。</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>运动模糊</translation>
    </message>
    <message>
        <source>The camera or the subject moved.</source>
        <translation>相机或被摄物移动了。</translation>
    </message>
    <message>
        <source>Out of focus</source>
        <translation>失焦</translation>
    </message>
    <message>
        <source>The lens was focused on something else.</source>
        <translation>镜头对焦在别处。</translation>
    </message>
    <message>
        <source>Softness</source>
        <translation>偏软</translation>
    </message>
    <message>
        <source>Evenly soft, as by a weak lens, a scanner or enlargement.</source>
        <translation>整体偏软，如镜头较差、扫描仪或放大所致。</translation>
    </message>
    <message>
        <source>What made the photo blurred.</source>
        <translation>照片模糊的原因。</translation>
    </message>
    <message>
        <source>Blur</source>
        <translation>模糊类型</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
</context>
<context>
    <name>RestoreButton</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填补</translation>
    </message>
    <message>
        <source>Fill {count} photos</source>
        <translation>填补 {count} 张照片</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Restore {count} photos</source>
        <translation>修复 {count} 张照片</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>{count} more</source>
        <translation>再来 {count} 个</translation>
    </message>
</context>
<context>
    <name>RestorePanel</name>
    <message>
        <source>Automatic</source>
        <translation>自动选择</translation>
    </message>
</context>
<context>
    <name>Restoring</name>
    <message>
        <source>Mark the damage with the brush (B) first.</source>
        <translation>请先用画笔 (B) 标出损坏处。</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>{count} candidates to choose from</source>
        <translation>有 {count} 个候选可选</translation>
    </message>
    <message>
        <source>Try on CPU</source>
        <translation>改用 CPU</translation>
    </message>
    <message>
        <source>Cancelled. {name} is unchanged.</source>
        <translation>已取消。{name} 未改动。</translation>
    </message>
    <message>
        <source>{failed} of {total} photos could not be restored; the others are done.</source>
        <translation>{total} 张照片中有 {failed} 张无法修复;其余已完成。</translation>
    </message>
    <message>
        <source>{count} photos restored.</source>
        <translation>已修复 {count} 张照片。</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Share of the training that is done</source>
        <translation>训练已完成的比例</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Held-out photos</source>
        <translation>保留照片</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Stop and keep the best</source>
        <translation>停止并保留最佳</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>打开日志</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>The training ended without a word, at step {step}. Resume goes on from what was saved.</source>
        <translation>训练在第 {step} 步意外结束。“继续”将从已保存处接着进行。</translation>
    </message>
    <message>
        <source>Done after {steps} steps; the best were those of step {best}.</source>
        <translation>{steps} 步后完成；最佳的是第 {best} 步。</translation>
    </message>
    <message>
        <source>Reading the photos…</source>
        <translation>正在读取照片…</translation>
    </message>
    <message>
        <source>Not begun yet.</source>
        <translation>尚未开始。</translation>
    </message>
    <message>
        <source>Paused at step {step}.</source>
        <translation>在第 {step} 步暂停。</translation>
    </message>
    <message>
        <source>Step {step}, {done} % done, {speed} patches a second</source>
        <translation>第 {step} 步，完成 {done} %，每秒 {speed} 个图块</translation>
    </message>
    <message>
        <source>about {minutes} min left</source>
        <translation>约剩 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>SampleCard</name>
    <message>
        <source>Sample photo: {0}</source>
        <translation>示例照片:{0}</translation>
    </message>
    <message>
        <source>Open this sample photo</source>
        <translation>打开此示例照片</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Lossless</source>
        <translation>无损</translation>
    </message>
    <message>
        <source>Deflate</source>
        <translation>Deflate 压缩</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>8 bit</source>
        <translation>8 位</translation>
    </message>
    <message>
        <source>16 bit</source>
        <translation>16 位</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Compression</source>
        <translation>压缩</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>位深</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This format is written with 8 bits; the photo has 16.</source>
        <translation>此格式以 8 位写入;照片为 16 位。</translation>
    </message>
</context>
<context>
    <name>Saves</name>
    <message>
        <source>photo</source>
        <translation>一张照片</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>已保存为 {path}</translation>
    </message>
    <message>
        <source>Save elsewhere…</source>
        <translation>保存到别处…</translation>
    </message>
</context>
<context>
    <name>SeedPicker</name>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Keep this seed</source>
        <translation>保留此种子</translation>
    </message>
</context>
<context>
    <name>Sentence</name>
    <message>
        <source>denoise</source>
        <translation>降噪</translation>
    </message>
    <message>
        <source>deblur</source>
        <translation>去模糊</translation>
    </message>
    <message>
        <source>inpaint</source>
        <translation>修补</translation>
    </message>
    <message>
        <source>oldphoto</source>
        <translation>老照片</translation>
    </message>
    <message>
        <source>detect</source>
        <translation>查找损坏</translation>
    </message>
    <message>
        <source>generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>inpaint {0} spot</source>
        <translation>修补 {0} 处</translation>
    </message>
    <message>
        <source>inpaint {0} spots</source>
        <translation>修补共 {0} 处</translation>
    </message>
    <message>
        <source>deblur motion</source>
        <translation>去除运动模糊</translation>
    </message>
    <message>
        <source>deblur defocus</source>
        <translation>去除失焦</translation>
    </message>
    <message>
        <source>deblur soft</source>
        <translation>去除偏软</translation>
    </message>
    <message>
        <source>fading</source>
        <translation>褪色</translation>
    </message>
    <message>
        <source>colour cast</source>
        <translation>偏色</translation>
    </message>
    <message>
        <source>low contrast</source>
        <translation>反差偏低</translation>
    </message>
    <message>
        <source>Undo {0}</source>
        <translation>撤销：{0}</translation>
    </message>
    <message>
        <source>Redo {0}</source>
        <translation>重做：{0}</translation>
    </message>
    <message>
        <source>1 place</source>
        <translation>1 处</translation>
    </message>
    <message>
        <source>A CPU</source>
        <translation>中央处理器</translation>
    </message>
    <message>
        <source>A CPU cannot restore in fp16. Choose the precision auto, fp32 or bf16.</source>
        <translation>CPU 无法以 fp16 修复。请选择精度 auto、fp32 或 bf16。</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>某个文件</translation>
    </message>
    <message>
        <source>A folder&apos;s name is not readable text. Rename it, or copy the photos to another.</source>
        <translation>有文件夹的名称不是可读文本。请重命名，或将照片复制到其他文件夹。</translation>
    </message>
    <message>
        <source>A generate run needs a table, variational or game, or both.</source>
        <translation>生成类训练需要 variational 或 game 表，或两者都有。</translation>
    </message>
    <message>
        <source>A {0} network needs exactly {1}.</source>
        <translation>{0} 网络恰好需要 {1}。</translation>
    </message>
    <message>
        <source>All pairs are copies of one. Add at least one other pair.</source>
        <translation>所有成对照片都是同一对的副本。请至少再添加一对。</translation>
    </message>
    <message>
        <source>All pairs are smaller than {0} pixels on a side ({1}). Take larger ones.</source>
        <translation>所有成对照片的边长都小于 {0} 像素（{1}）。请使用更大的。</translation>
    </message>
    <message>
        <source>All pairs differ in size ({0}). Both photos of a pair must have the same.</source>
        <translation>所有成对照片的尺寸都不一致（{0}）。同一对的两张照片尺寸必须相同。</translation>
    </message>
    <message>
        <source>All photos are copies of one. Add at least one other photo.</source>
        <translation>所有照片都是同一张的副本。请至少再添加一张照片。</translation>
    </message>
    <message>
        <source>All photos are smaller than {0} pixels on a side ({1}). Take larger ones.</source>
        <translation>所有照片的边长都小于 {0} 像素（{1}）。请使用更大的。</translation>
    </message>
    <message>
        <source>Another program is saving it</source>
        <translation>其他程序正在保存它</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>无法分配内存</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Damage was found at {0}, {1} of the photo (by {2}).</source>
        <translation>在 {0}找到损坏，占照片的 {1}（依据 {2}）。</translation>
    </message>
    <message>
        <source>Denoising</source>
        <translation>正在降噪</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>设备或资源正忙</translation>
    </message>
    <message>
        <source>Directory not empty</source>
        <translation>文件夹不为空</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>超出磁盘配额</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名过长</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件过大</translation>
    </message>
    <message>
        <source>Filling</source>
        <translation>正在填补</translation>
    </message>
    <message>
        <source>Filling: {0} %, about {1} min left.</source>
        <translation>正在填补：{0} %，约剩 {1} 分钟。</translation>
    </message>
    <message>
        <source>Filling: {0} %, about {1} s left.</source>
        <translation>正在填补：{0} %，约剩 {1} 秒。</translation>
    </message>
    <message>
        <source>Filling: {0} %.</source>
        <translation>正在填补：{0} %。</translation>
    </message>
    <message>
        <source>Half precision ({0}) was not enough for this photo; fp32 was used.</source>
        <translation>半精度（{0}）不足以处理此照片；已改用 fp32。</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>输入/输出错误</translation>
    </message>
    <message>
        <source>Invalid argument</source>
        <translation>参数无效</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>是文件夹</translation>
    </message>
    <message>
        <source>Looking at the holes.</source>
        <translation>正在查看空洞。</translation>
    </message>
    <message>
        <source>Looking for damage</source>
        <translation>正在查找损坏</translation>
    </message>
    <message>
        <source>Looking for the shake.</source>
        <translation>正在查找手抖的轨迹。</translation>
    </message>
    <message>
        <source>Mark at least one flat patch, such as a piece of sky, wall or unexposed film.</source>
        <translation>请至少标记一处均匀区域，例如一块天空、墙面或未曝光的胶片。</translation>
    </message>
    <message>
        <source>Memory ran short; smaller tiles were used.</source>
        <translation>内存不足；已改用较小的分块。</translation>
    </message>
    <message>
        <source>No damage was found at sensitivity {0}, so nothing was changed. Raise it, or mark the damage by hand.</source>
        <translation>灵敏度为 {0} 时未找到损坏，因此未作任何改动。请提高灵敏度，或手动标记损坏处。</translation>
    </message>
    <message>
        <source>No free name beside {0} is left.</source>
        <translation>{0} 旁已没有可用的文件名。</translation>
    </message>
    <message>
        <source>No free name was found beside {0}: {1}. Save it elsewhere.</source>
        <translation>在 {0} 旁找不到可用的文件名：{1}。请保存到别处。</translation>
    </message>
    <message>
        <source>No pair could be read from the data ({0}). Take other files.</source>
        <translation>数据中没有可读取的成对照片（{0}）。请使用其他文件。</translation>
    </message>
    <message>
        <source>No photo could be read from the data ({0}). Take other files.</source>
        <translation>数据中没有可读取的照片（{0}）。请使用其他文件。</translation>
    </message>
    <message>
        <source>No photo could be read from the data; name a folder or a tar of at least two with --data.</source>
        <translation>未能从数据中读取照片；请用 --data 指定至少含两张照片的文件夹或 tar。</translation>
    </message>
    <message>
        <source>No photo could be read in {0}; name a folder or a tar of photos with --images.</source>
        <translation>未能读取 {0} 中的照片；请用 --images 指定照片文件夹或 tar。</translation>
    </message>
    <message>
        <source>No shake was found in the photo; it was sharpened.</source>
        <translation>照片中未找到手抖；已作锐化。</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>设备上没有剩余空间</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>没有此设备</translation>
    </message>
    <message>
        <source>No such device or address</source>
        <translation>没有此设备或地址</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有此文件或文件夹</translation>
    </message>
    <message>
        <source>No vivid model for {0} is installed. Choose the style faithful.</source>
        <translation>没有安装用于{0}的生动模型。请选择忠实风格。</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>不是文件夹</translation>
    </message>
    <message>
        <source>Not a regular file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>Nothing is marked, so there is nothing to fill. Mark the damage first.</source>
        <translation>没有标记任何内容，因此无可填补。请先标记损坏处。</translation>
    </message>
    <message>
        <source>One photo could be read from the data; name a folder or a tar of at least two with --data.</source>
        <translation>只能从数据中读取一张照片；请用 --data 指定至少含两张照片的文件夹或 tar。</translation>
    </message>
    <message>
        <source>Only denoising learns measured noise. Choose a denoiser, or the usual damage.</source>
        <translation>只有降噪能学习测得的噪点。请选择降噪模型，或选择常见损伤。</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许的操作</translation>
    </message>
    <message>
        <source>Pairs and single photos cannot be mixed in one training. Leave one kind out.</source>
        <translation>一次训练中不能混用成对照片和单张照片。请去掉其中一种。</translation>
    </message>
    <message>
        <source>Pairs show their own damage. Leave out the measured noise, or take clean photos alone.</source>
        <translation>成对照片自带损伤。请去掉测得的噪点，或只用干净照片。</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>权限不足</translation>
    </message>
    <message>
        <source>Preparing the model.</source>
        <translation>正在准备模型。</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>文件系统为只读</translation>
    </message>
    <message>
        <source>Reading the infra-red plane.</source>
        <translation>正在读取红外通道。</translation>
    </message>
    <message>
        <source>Repairing</source>
        <translation>正在修复</translation>
    </message>
    <message>
        <source>Seeds must be from 0 to {0}, not {1}.</source>
        <translation>种子必须在 0 到 {0} 之间，不能是 {1}。</translation>
    </message>
    <message>
        <source>Shake is taken back in the faithful way; there is no vivid one.</source>
        <translation>手抖以忠实风格去除；没有生动风格可用。</translation>
    </message>
    <message>
        <source>Sharpening</source>
        <translation>正在锐化</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>文件句柄已失效</translation>
    </message>
    <message>
        <source>Taking the shake back.</source>
        <translation>正在去除手抖。</translation>
    </message>
    <message>
        <source>Text file busy</source>
        <translation>文件正被使用</translation>
    </message>
    <message>
        <source>The camera RAW file was developed with its own white balance to 16-bit sRGB.</source>
        <translation>相机 RAW 文件已按其自带白平衡冲印为 16 位 sRGB。</translation>
    </message>
    <message>
        <source>The device “{0}”</source>
        <translation>设备“{0}”</translation>
    </message>
    <message>
        <source>The device “{0}” is not available on this computer. Choose auto or cpu.</source>
        <translation>这台电脑上没有设备“{0}”。请选择 auto 或 cpu。</translation>
    </message>
    <message>
        <source>The device “{0}” is unknown. Choose one of {1}.</source>
        <translation>未知设备“{0}”。请从 {1} 中选择。</translation>
    </message>
    <message>
        <source>The engine “{0}” is unknown. Choose one of {1}.</source>
        <translation>未知引擎“{0}”。请从 {1} 中选择。</translation>
    </message>
    <message>
        <source>The file holds {0} although its name ends in {1}.</source>
        <translation>文件内容为 {0}，但文件名以 {1} 结尾。</translation>
    </message>
    <message>
        <source>The file is damaged; parts of the photo may look wrong.</source>
        <translation>文件已损坏；照片的某些部分可能显示不正确。</translation>
    </message>
    <message>
        <source>The file strays from the TIFF standard; check that the photo looks right.</source>
        <translation>文件不符合 TIFF 标准；请检查照片显示是否正确。</translation>
    </message>
    <message>
        <source>The filled holes are gone, so there is nothing to find more candidates for.</source>
        <translation>填补的空洞已不存在，因此无法再寻找候选。</translation>
    </message>
    <message>
        <source>The first of {0} frames was opened.</source>
        <translation>已打开 {0} 帧中的第一帧。</translation>
    </message>
    <message>
        <source>The first of {0} pages was opened.</source>
        <translation>已打开 {0} 页中的第一页。</translation>
    </message>
    <message>
        <source>The first of {0} pictures was opened.</source>
        <translation>已打开 {0} 张图片中的第一张。</translation>
    </message>
    <message>
        <source>The infra-red plane is {0}, the photo {1} x {2} pixels. Use the plane of the same scan.</source>
        <translation>红外通道为 {0}，照片为 {1} x {2} 像素。请使用同一次扫描的红外通道。</translation>
    </message>
    <message>
        <source>The infra-red plane shows the picture itself (correlation {0}), as it does on silver black-and-white film, where it says nothing of dust. Let the damage be found without it.</source>
        <translation>红外通道显示的是画面本身（相关度 {0}），银盐黑白胶片即是如此，无法从中看出灰尘。请不用红外通道来查找损坏。</translation>
    </message>
    <message>
        <source>The large holes were filled without a network: {0}</source>
        <translation>大空洞未使用网络填补：{0}</translation>
    </message>
    <message>
        <source>The loss is no longer a number, somewhere before step {0}: the learning rate is too high. Set learning_rate to {1} instead of {2} and resume; what was saved before is kept.</source>
        <translation>损失在第 {0} 步之前已不再是数值：学习率过高。请将 learning_rate 设为 {1}（而非 {2}）后继续；此前保存的内容会保留。</translation>
    </message>
    <message>
        <source>The mask covers the whole photo, so nothing is left to fill it from. Leave some of the photo unmarked, or use denoise for damage that is everywhere.</source>
        <translation>蒙版覆盖了整张照片，没有可用于填补的内容。请保留一部分不标记；若损坏遍布各处，请使用降噪。</translation>
    </message>
    <message>
        <source>The mask is {0}, the photo {1} x {2} pixels. Use a mask of the photo&apos;s size.</source>
        <translation>蒙版为 {0}，照片为 {1} x {2} 像素。请使用与照片尺寸相同的蒙版。</translation>
    </message>
    <message>
        <source>The memory of the device “{0}” was not enough; the CPU was used.</source>
        <translation>设备“{0}”的内存不足；已改用 CPU。</translation>
    </message>
    <message>
        <source>The model “{0}” came with the program and stays. Choose another one instead of it.</source>
        <translation>模型“{0}”随程序提供，不能删除。请改选其他模型。</translation>
    </message>
    <message>
        <source>The model “{0}” cannot look at photos. Choose a variational one, whose name begins with vae.</source>
        <translation>模型“{0}”不能读取照片。请选择变分模型（名称以 vae 开头）。</translation>
    </message>
    <message>
        <source>The model “{0}” failed on {1}: {2}</source>
        <translation>模型“{0}”在 {1} 上运行失败：{2}</translation>
    </message>
    <message>
        <source>The model “{0}” gave values that are not numbers. Choose another model.</source>
        <translation>模型“{0}”给出的值不是数字。请选择其他模型。</translation>
    </message>
    <message>
        <source>The model “{0}” is for {1}. Choose one for {2}.</source>
        <translation>模型“{0}”用于{1}。请选择用于{2}的模型。</translation>
    </message>
    <message>
        <source>The model “{0}” is made for {1} and makes no pictures. Choose a model for generate.</source>
        <translation>模型“{0}”专用于{1}，不能生成图片。请选择用于生成的模型。</translation>
    </message>
    <message>
        <source>The model “{0}” is made for {1}. Choose a model for {2}.</source>
        <translation>模型“{0}”专用于{1}。请选择用于{2}的模型。</translation>
    </message>
    <message>
        <source>The model “{0}” knows no class “{1}”; {2}.</source>
        <translation>模型“{0}”没有类别“{1}”；{2}。</translation>
    </message>
    <message>
        <source>The models “{0}” and “{1}” are different networks, so nothing lies between them. Choose another model, or the style faithful.</source>
        <translation>模型“{0}”和“{1}”是不同的网络，两者之间没有过渡。请选择其他模型，或选择忠实风格。</translation>
    </message>
    <message>
        <source>The network “{0}” is unknown; known are {1}.</source>
        <translation>未知网络“{0}”；已知的有 {1}。</translation>
    </message>
    <message>
        <source>The noise level {0} is out of range. Choose 0 to {1}, or unknown.</source>
        <translation>噪声水平 {0} 超出范围。请选择 0 到 {1}，或选择未知。</translation>
    </message>
    <message>
        <source>The number of frames must be from 2 to {0}, not {1}.</source>
        <translation>帧数必须在 2 到 {0} 之间，不能是 {1}。</translation>
    </message>
    <message>
        <source>The number of pictures must be from 1 to {0}, not {1}.</source>
        <translation>图片数必须在 1 到 {0} 之间，不能是 {1}。</translation>
    </message>
    <message>
        <source>The packaged program trains in one process; several need the Python package.</source>
        <translation>打包的程序只用一个进程训练；多个进程需要 Python 包。</translation>
    </message>
    <message>
        <source>The patch {0} has no noise in it. Mark one where the noise shows.</source>
        <translation>区域 {0} 中没有噪点。请标记一处能看到噪点的区域。</translation>
    </message>
    <message>
        <source>The patch {0} is black or white in places, which hides noise. Mark another.</source>
        <translation>区域 {0} 有全黑或全白之处，会掩盖噪点。请标记其他区域。</translation>
    </message>
    <message>
        <source>The patch {0} is not inside the photo of {1} x {2} pixels.</source>
        <translation>区域 {0} 不在 {1} x {2} 像素的照片之内。</translation>
    </message>
    <message>
        <source>The patch {0} is too small; {1} pixels a side are needed at least.</source>
        <translation>区域 {0} 太小；边长至少需要 {1} 像素。</translation>
    </message>
    <message>
        <source>The photo</source>
        <translation>该照片</translation>
    </message>
    <message>
        <source>The photo is smaller than the {0} x {1} pixels that “{2}” looks at. Choose a larger photo.</source>
        <translation>照片小于“{2}”所读取的 {0} x {1} 像素。请选择更大的照片。</translation>
    </message>
    <message>
        <source>The photo was in print or Lab colours and has been converted to sRGB.</source>
        <translation>照片采用印刷或 Lab 色彩，已转换为 sRGB。</translation>
    </message>
    <message>
        <source>The photo&apos;s 16 bits a sample were saved as 8.</source>
        <translation>照片的 16 位采样值已存为 8 位。</translation>
    </message>
    <message>
        <source>The photo&apos;s 16 bits a sample were saved as 8: {0} holds no more.</source>
        <translation>照片的 16 位采样值已存为 8 位：{0} 最多只能容纳 8 位。</translation>
    </message>
    <message>
        <source>The photo&apos;s samples from 0 to {0} were scaled to 16 bits.</source>
        <translation>照片从 0 到 {0} 的采样值已换算为 16 位。</translation>
    </message>
    <message>
        <source>The photos hold only {0} parts of {1} x {2} pixels with enough in them.</source>
        <translation>照片中内容足够的 {1} x {2} 像素部分只有 {0} 个。</translation>
    </message>
    <message>
        <source>The precision “{0}” is unknown. Choose one of {1}.</source>
        <translation>未知精度“{0}”。请从 {1} 中选择。</translation>
    </message>
    <message>
        <source>The run cannot begin on {0}: {1}</source>
        <translation>训练无法在 {0} 上开始：{1}</translation>
    </message>
    <message>
        <source>The settings could not be kept in {0} ({1}). Free space or rights there.</source>
        <translation>设置无法保存到 {0}（{1}）。请在该处腾出空间或取得权限。</translation>
    </message>
    <message>
        <source>The sizes are no JSON table. Give them as in {&quot;width&quot;: 64, &quot;blocks&quot;: 6}.</source>
        <translation>尺寸不是 JSON 表。请按 {&quot;width&quot;: 64, &quot;blocks&quot;: 6} 的形式给出。</translation>
    </message>
    <message>
        <source>The training ended by a fault of the program ({0}); {1} has more.</source>
        <translation>训练因程序故障而结束（{0}）；详情见 {1}。</translation>
    </message>
    <message>
        <source>The training in {0} cannot be started: {1}.</source>
        <translation>无法启动 {0} 中的训练：{1}。</translation>
    </message>
    <message>
        <source>The variety must be from {0} to {1}, not {2}.</source>
        <translation>多样性必须在 {0} 到 {1} 之间，不能是 {2}。</translation>
    </message>
    <message>
        <source>The work on {0} could not be kept ({1}). Save the photo.</source>
        <translation>无法保留对 {0} 所做的工作（{1}）。请保存照片。</translation>
    </message>
    <message>
        <source>The work on {0} could not be kept in {1}: {2}. Free space there or save the photo.</source>
        <translation>对 {0} 所做的工作无法保留到 {1}：{2}。请在该处腾出空间，或保存照片。</translation>
    </message>
    <message>
        <source>The {0} tensors of {1} are not those of a {2} network of any size known here; give its sizes with --network.</source>
        <translation>{1} 的 {0} 个张量不属于任何已知尺寸的 {2} 网络；请用 --network 给出其尺寸。</translation>
    </message>
    <message>
        <source>The {0} tensors of {1} are not those of a {2} network of these sizes.</source>
        <translation>{1} 的 {0} 个张量不属于此尺寸的 {2} 网络。</translation>
    </message>
    <message>
        <source>There are only {0} photos to learn from and measure with. With twenty or more the result is better and its measurement can be trusted.</source>
        <translation>可用于学习和测量的照片只有 {0} 张。有二十张以上时，结果更好，测量也更可信。</translation>
    </message>
    <message>
        <source>There are too many models called “{0}”. Remove some.</source>
        <translation>名为“{0}”的模型太多。请移除一些。</translation>
    </message>
    <message>
        <source>There is no model called “{0}”; known are {1}.</source>
        <translation>没有名为“{0}”的模型；已知的模型有 {1}。</translation>
    </message>
    <message>
        <source>There is no model called “{0}”; {1}.</source>
        <translation>没有名为“{0}”的模型；{1}。</translation>
    </message>
    <message>
        <source>There is no pair in the data; name a folder or a tar of pairs with --data.</source>
        <translation>数据中没有成对照片；请用 --data 指定成对照片的文件夹或 tar。</translation>
    </message>
    <message>
        <source>There is no photo in the data; name a folder or a tar of photos with --data.</source>
        <translation>数据中没有照片；请用 --data 指定照片文件夹或 tar。</translation>
    </message>
    <message>
        <source>There is not enough memory for this run; make batch or patch smaller and resume.</source>
        <translation>内存不足以进行此训练；请减小 batch 或 patch 后继续。</translation>
    </message>
    <message>
        <source>There is not enough memory to fill this hole. Mark a smaller one.</source>
        <translation>内存不足以填补此空洞。请标记小一些的空洞。</translation>
    </message>
    <message>
        <source>There is not enough memory to restore this photo. Close other programs and try again.</source>
        <translation>内存不足以修复此照片。请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>There is not enough memory to take the shake back. Close other programs and try again.</source>
        <translation>内存不足以去除手抖。请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>There is nothing to learn from. Add a folder, a tar or photos.</source>
        <translation>没有可用于学习的内容。请添加文件夹、tar 或照片。</translation>
    </message>
    <message>
        <source>There is only one pair that can be used. At least two are needed: to learn from and to measure with.</source>
        <translation>可用的成对照片只有一对。至少需要两对：分别用于学习和测量。</translation>
    </message>
    <message>
        <source>There is only one photo that can be used. At least two are needed: to learn from and to measure with.</source>
        <translation>可用的照片只有一张。至少需要两张：分别用于学习和测量。</translation>
    </message>
    <message>
        <source>There is too little memory to bring back {0}. Close photos.</source>
        <translation>内存太少，无法恢复 {0}。请关闭一些照片。</translation>
    </message>
    <message>
        <source>There is too little memory to open {0}. Close other programs or make it smaller.</source>
        <translation>内存太少，无法打开 {0}。请关闭其他程序，或将照片缩小。</translation>
    </message>
    <message>
        <source>Thin holes are filled in one way only. Choose the engine Large to get several.</source>
        <translation>细小空洞只有一种填法。要得到多种填法，请选择“大面积”引擎。</translation>
    </message>
    <message>
        <source>Those below 0 became black.</source>
        <translation>低于 0 的已变为黑色。</translation>
    </message>
    <message>
        <source>Tile size and number of threads cannot be negative. Choose 0 for automatic.</source>
        <translation>分块大小和线程数不能为负。选择 0 表示自动。</translation>
    </message>
    <message>
        <source>Too few pictures could be read from the data; name the folder of the sources with --data.</source>
        <translation>能从数据中读取的图片太少；请用 --data 指定来源文件夹。</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>符号链接层数过多</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件过多</translation>
    </message>
    <message>
        <source>Training for {0} makes its own damage. Take clean photos instead of pairs.</source>
        <translation>用于{0}的训练会自行生成损伤。请使用干净照片，而非成对照片。</translation>
    </message>
    <message>
        <source>Unsaved work cannot be kept in {0} ({1}). Save often.</source>
        <translation>未保存的工作无法保留到 {0}（{1}）。请经常保存。</translation>
    </message>
    <message>
        <source>Work kept in {0} is damaged ({1}) and could not be set aside.</source>
        <translation>{0} 中保留的工作已损坏（{1}），且无法移到一旁。</translation>
    </message>
    <message>
        <source>Work kept in {0} is damaged ({1}); it was set aside as {2}.</source>
        <translation>{0} 中保留的工作已损坏（{1}）；已另存为 {2}。</translation>
    </message>
    <message>
        <source>a file of the run</source>
        <translation>训练的某个文件</translation>
    </message>
    <message>
        <source>a photo has either a file or samples</source>
        <translation>照片要么有文件，要么有采样值</translation>
    </message>
    <message>
        <source>a result is damaged: its checksum is wrong</source>
        <translation>某个结果已损坏：校验和不符</translation>
    </message>
    <message>
        <source>a result is damaged: {0}</source>
        <translation>某个结果已损坏：{0}</translation>
    </message>
    <message>
        <source>a result is missing</source>
        <translation>缺少某个结果</translation>
    </message>
    <message>
        <source>a strip ends early</source>
        <translation>某个条带提前结束</translation>
    </message>
    <message>
        <source>a strip goes on beyond the end</source>
        <translation>某个条带超出末尾</translation>
    </message>
    <message>
        <source>a strip has the wrong length</source>
        <translation>某个条带长度不符</translation>
    </message>
    <message>
        <source>acceptance of found damage</source>
        <translation>确认找到的损坏</translation>
    </message>
    <message>
        <source>adjustment of {0}</source>
        <translation>调整“{0}”</translation>
    </message>
    <message>
        <source>adversary.begin must be a share from 0 to below 1 and adversary.fade one above 0.</source>
        <translation>adversary.begin 必须是 0 到 1（不含）之间的比例，adversary.fade 必须大于 0。</translation>
    </message>
    <message>
        <source>adversary.r1_every and adversary.width must be 1 or more.</source>
        <translation>adversary.r1_every 和 adversary.width 必须不小于 1。</translation>
    </message>
    <message>
        <source>adversary.{0} must not be below 0.</source>
        <translation>adversary.{0} 不能小于 0。</translation>
    </message>
    <message>
        <source>ageing.worst and ageing.best must be JPEG qualities from 1 to 100, in this order.</source>
        <translation>ageing.worst 和 ageing.best 必须是 1 到 100 的 JPEG 质量，且按此顺序。</translation>
    </message>
    <message>
        <source>an array has another shape than the rest of its edit</source>
        <translation>某个数组与同一编辑的其余部分形状不同</translation>
    </message>
    <message>
        <source>an array is larger than the photo</source>
        <translation>某个数组大于照片</translation>
    </message>
    <message>
        <source>an edit lies beyond the photo</source>
        <translation>某个编辑超出照片范围</translation>
    </message>
    <message>
        <source>an object was expected</source>
        <translation>此处应为一个对象</translation>
    </message>
    <message>
        <source>another program is saving it; try again when that is done.</source>
        <translation>另一个程序正在保存它；请待其完成后重试。</translation>
    </message>
    <message>
        <source>architecture “{0}” is not taught by the table of this run.</source>
        <translation>此训练的表不适用于架构“{0}”。</translation>
    </message>
    <message>
        <source>batch {0} cannot be shared by {1} processes; make it a multiple of their number.</source>
        <translation>batch {0} 无法由 {1} 个进程分担；请设为进程数的倍数。</translation>
    </message>
    <message>
        <source>blur.motion, blur.defocus and blur.soft must not all be 0.</source>
        <translation>blur.motion、blur.defocus 和 blur.soft 不能全为 0。</translation>
    </message>
    <message>
        <source>brush stroke</source>
        <translation>画笔描画</translation>
    </message>
    <message>
        <source>budget “{0}” is not understood; write 20000steps, 45s, 90m or 2h.</source>
        <translation>无法理解 budget“{0}”；请写作 20000steps、45s、90m 或 2h。</translation>
    </message>
    <message>
        <source>choice of {0}</source>
        <translation>选用“{0}”</translation>
    </message>
    <message>
        <source>choose one of {0}</source>
        <translation>请从 {0} 中选择</translation>
    </message>
    <message>
        <source>clearing of the marks</source>
        <translation>清除标记</translation>
    </message>
    <message>
        <source>damage.kinds is missing; give likelihoods of {0}.</source>
        <translation>缺少 damage.kinds；请给出 {0} 的概率。</translation>
    </message>
    <message>
        <source>damage.kinds.{0} is not a key here; allowed are {1}.</source>
        <translation>此处没有键 damage.kinds.{0}；允许的有 {1}。</translation>
    </message>
    <message>
        <source>damage.kinds.{0} must be a likelihood above 0, at most 1.</source>
        <translation>damage.kinds.{0} 必须是大于 0 且不超过 1 的概率。</translation>
    </message>
    <message>
        <source>damage.undamaged must be a share from 0 to below 1 and damage.lookalikes a number from 0 to 4.</source>
        <translation>damage.undamaged 必须是 0 到 1（不含）之间的比例，damage.lookalikes 必须是 0 到 4 之间的数。</translation>
    </message>
    <message>
        <source>data is missing; name the folders or tars of photos to learn from.</source>
        <translation>缺少 data；请指定用于学习的照片文件夹或 tar。</translation>
    </message>
    <message>
        <source>data[{0}].kind “{1}” is unknown; allowed are photos, pairs.</source>
        <translation>未知的 data[{0}].kind“{1}”；允许的有 photos、pairs。</translation>
    </message>
    <message>
        <source>data[{0}].{1} is missing.</source>
        <translation>缺少 data[{0}].{1}。</translation>
    </message>
    <message>
        <source>ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>eraser stroke</source>
        <translation>橡皮擦描画</translation>
    </message>
    <message>
        <source>feathering of the marks</source>
        <translation>羽化标记</translation>
    </message>
    <message>
        <source>game.penalty_every must be 1 or more, and game.gamma and game.weight not below 0.</source>
        <translation>game.penalty_every 必须不小于 1，game.gamma 和 game.weight 不能小于 0。</translation>
    </message>
    <message>
        <source>growth of the marks</source>
        <translation>扩大标记</translation>
    </message>
    <message>
        <source>hiding of {0}</source>
        <translation>隐藏“{0}”</translation>
    </message>
    <message>
        <source>holes is missing; give shares of {0}.</source>
        <translation>缺少 holes；请给出 {0} 的比例。</translation>
    </message>
    <message>
        <source>holes.{0} is not a key here; allowed are {1}.</source>
        <translation>此处没有键 holes.{0}；允许的有 {1}。</translation>
    </message>
    <message>
        <source>holes.{0} must be a share above 0.</source>
        <translation>holes.{0} 必须是大于 0 的比例。</translation>
    </message>
    <message>
        <source>import of a mask</source>
        <translation>导入蒙版</translation>
    </message>
    <message>
        <source>inversion of the marks</source>
        <translation>反转标记</translation>
    </message>
    <message>
        <source>it has no classes, leave it out</source>
        <translation>它没有类别，请不要指定</translation>
    </message>
    <message>
        <source>it is a folder; choose another name.</source>
        <translation>它是文件夹；请换一个名称。</translation>
    </message>
    <message>
        <source>it is a link that leads to itself; choose another name.</source>
        <translation>它是指向自身的链接；请换一个名称。</translation>
    </message>
    <message>
        <source>it is a {0}, not a table of tensors</source>
        <translation>它是 {0}，不是张量表</translation>
    </message>
    <message>
        <source>it is far too large</source>
        <translation>它实在太大</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>it is no session</source>
        <translation>它不是会话文件</translation>
    </message>
    <message>
        <source>it is not readable</source>
        <translation>它不可读</translation>
    </message>
    <message>
        <source>it is too short</source>
        <translation>它太短</translation>
    </message>
    <message>
        <source>it must be a table</source>
        <translation>它必须是表</translation>
    </message>
    <message>
        <source>it tried what weights never need ({0})</source>
        <translation>它试图执行权重绝不需要的操作（{0}）</translation>
    </message>
    <message>
        <source>it was written by another version of the program (format {0})</source>
        <translation>它由程序的其他版本写入（格式 {0}）</translation>
    </message>
    <message>
        <source>its checksum is wrong</source>
        <translation>校验和不符</translation>
    </message>
    <message>
        <source>its header is too long</source>
        <translation>文件头过长</translation>
    </message>
    <message>
        <source>its unpacked rows could not be read back from the temporary folder</source>
        <translation>无法从临时文件夹读回已解压的行</translation>
    </message>
    <message>
        <source>known are {0}</source>
        <translation>已知的有 {0}</translation>
    </message>
    <message>
        <source>lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>loss “{0}” is unknown; allowed are absolute, psnr.</source>
        <translation>未知的 loss“{0}”；允许的有 absolute、psnr。</translation>
    </message>
    <message>
        <source>marking of everything</source>
        <translation>标记全部</translation>
    </message>
    <message>
        <source>marking of found damage</source>
        <translation>标记找到的损坏</translation>
    </message>
    <message>
        <source>marking of what is transparent</source>
        <translation>标记透明部分</translation>
    </message>
    <message>
        <source>measured is for mode denoise, not for {0}; leave the table out.</source>
        <translation>measured 用于 denoise 模式，不用于 {0}；请去掉此表。</translation>
    </message>
    <message>
        <source>measured.clipped and measured.unknown must be shares from 0 to 1, measured.spread up to 3.</source>
        <translation>measured.clipped 和 measured.unknown 必须是 0 到 1 之间的比例，measured.spread 最大为 3。</translation>
    </message>
    <message>
        <source>measured.file: {0}</source>
        <translation>measured.file：{0}</translation>
    </message>
    <message>
        <source>measured.file: {0} is not the file it was when the run was set up.</source>
        <translation>measured.file：{0} 已不是设置训练时的那个文件。</translation>
    </message>
    <message>
        <source>measured.weakest and measured.strongest must be from 0 to 10, in this order.</source>
        <translation>measured.weakest 和 measured.strongest 必须在 0 到 10 之间，且按此顺序。</translation>
    </message>
    <message>
        <source>mode {0} makes its own damage; pairs are for {1}.</source>
        <translation>模式 {0} 会自行生成损伤；成对照片用于 {1}。</translation>
    </message>
    <message>
        <source>mode “{0}” cannot be trained; allowed are {1}.</source>
        <translation>无法训练模式“{0}”；允许的有 {1}。</translation>
    </message>
    <message>
        <source>mode “{0}” is not taught against a discriminator; leave the adversary table out.</source>
        <translation>模式“{0}”不与判别器对抗训练；请去掉 adversary 表。</translation>
    </message>
    <message>
        <source>network.classes must be the number of classes.</source>
        <translation>network.classes 必须等于类别数。</translation>
    </message>
    <message>
        <source>no photo has this shape</source>
        <translation>没有照片是这种形状</translation>
    </message>
    <message>
        <source>none are installed</source>
        <translation>尚未安装任何模型</translation>
    </message>
    <message>
        <source>optimiser “{0}” is unknown; allowed are adam, adam-game, muon.</source>
        <translation>未知的 optimiser“{0}”；允许的有 adam、adam-game、muon。</translation>
    </message>
    <message>
        <source>pairs show their own damage; leave out other kinds of data and the table measured.</source>
        <translation>成对照片自带损伤；请去掉其他种类的数据和 measured 表。</translation>
    </message>
    <message>
        <source>patch must be a multiple of 8 with an adversary, not {0}.</source>
        <translation>有 adversary 时 patch 必须是 8 的倍数，不能是 {0}。</translation>
    </message>
    <message>
        <source>path is none</source>
        <translation>path 不是路径</translation>
    </message>
    <message>
        <source>place holds no zoom</source>
        <translation>place 中没有缩放比例</translation>
    </message>
    <message>
        <source>polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>rejection of found damage</source>
        <translation>否定找到的损坏</translation>
    </message>
    <message>
        <source>removal of all edits</source>
        <translation>移除所有编辑</translation>
    </message>
    <message>
        <source>removal of found damage</source>
        <translation>移除找到的损坏</translation>
    </message>
    <message>
        <source>removal of the mask</source>
        <translation>移除蒙版</translation>
    </message>
    <message>
        <source>removal of {0}</source>
        <translation>移除“{0}”</translation>
    </message>
    <message>
        <source>sha256 must be 64 hexadecimal digits</source>
        <translation>sha256 必须是 64 位十六进制数字</translation>
    </message>
    <message>
        <source>showing of {0}</source>
        <translation>显示“{0}”</translation>
    </message>
    <message>
        <source>shrinking of the marks</source>
        <translation>收缩标记</translation>
    </message>
    <message>
        <source>something follows the header</source>
        <translation>文件头之后还有内容</translation>
    </message>
    <message>
        <source>split “{0}” is unknown; allowed are names, content.</source>
        <translation>未知的 split“{0}”；允许的有 names、content。</translation>
    </message>
    <message>
        <source>start: the tensor {0} has no place in the network of this run.</source>
        <translation>start：张量 {0} 在此训练的网络中没有位置。</translation>
    </message>
    <message>
        <source>start: {0}</source>
        <translation>start：{0}</translation>
    </message>
    <message>
        <source>start: {0} holds another network than this run trains.</source>
        <translation>start：{0} 中的网络与此训练的网络不同。</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the disk is full; choose another folder than {0}.</source>
        <translation>磁盘已满；请选择 {0} 以外的文件夹。</translation>
    </message>
    <message>
        <source>the end is missing</source>
        <translation>缺少末尾</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>该文件</translation>
    </message>
    <message>
        <source>the file or the folder {0} is write-protected; choose another folder.</source>
        <translation>文件或文件夹 {0} 有写保护；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>the folder {0} does not exist; choose another folder.</source>
        <translation>文件夹 {0} 不存在；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>the folder {0} is read-only; choose another folder.</source>
        <translation>文件夹 {0} 为只读；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>the name is too long; choose a shorter one.</source>
        <translation>名称过长；请换一个较短的名称。</translation>
    </message>
    <message>
        <source>the samples are missing</source>
        <translation>缺少采样值</translation>
    </message>
    <message>
        <source>the system refused</source>
        <translation>系统拒绝了操作</translation>
    </message>
    <message>
        <source>there are no tensors in it</source>
        <translation>其中没有张量</translation>
    </message>
    <message>
        <source>variational.beta and free_bits must not be below 0 and warm_up be a share from 0 to 1.</source>
        <translation>variational.beta 和 free_bits 不能小于 0，warm_up 必须是 0 到 1 之间的比例。</translation>
    </message>
    <message>
        <source>variational.likelihood “{0}” is unknown; allowed are bernoulli, gaussian.</source>
        <translation>未知的 variational.likelihood“{0}”；允许的有 bernoulli、gaussian。</translation>
    </message>
    <message>
        <source>variational.prior_draws must be 1 or more.</source>
        <translation>variational.prior_draws 必须不小于 1。</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} 及另外 {1} 个</translation>
    </message>
    <message>
        <source>{0} are copies of others and were left out.</source>
        <translation>{0} 是其他照片的副本，未予采用。</translation>
    </message>
    <message>
        <source>{0} are too small to learn from and were left out.</source>
        <translation>{0} 太小，无法用于学习，未予采用。</translation>
    </message>
    <message>
        <source>{0} belongs to another run: its {1} differs. Use a new --out folder.</source>
        <translation>{0} 属于另一次训练：其 {1} 不同。请使用新的 --out 文件夹。</translation>
    </message>
    <message>
        <source>{0} bytes cannot hold an array {1} {2}</source>
        <translation>{0} 字节容纳不下数组 {1} {2}</translation>
    </message>
    <message>
        <source>{0} bytes follow the last strip</source>
        <translation>最后一个条带之后还有 {0} 字节</translation>
    </message>
    <message>
        <source>{0} candidates are not possible. Choose 1 to {1}.</source>
        <translation>无法给出 {0} 个候选。请选择 1 到 {1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}).</source>
        <translation>无法读取 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}); the default settings are used.</source>
        <translation>无法读取 {0}（{1}）；将使用默认设置。</translation>
    </message>
    <message>
        <source>{0} cannot be read again: {1}.</source>
        <translation>无法再次读取 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read as TOML: {1}</source>
        <translation>无法将 {0} 作为 TOML 读取：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be read. Install the models again.</source>
        <translation>无法读取 {0}。请重新安装各模型。</translation>
    </message>
    <message>
        <source>{0} cannot be read: its name is too long. Move or rename it.</source>
        <translation>无法读取 {0}：名称过长。请移动或重命名。</translation>
    </message>
    <message>
        <source>{0} cannot be read: you have no permission. Ask its owner or choose another photo.</source>
        <translation>无法读取 {0}：您没有权限。请联系其所有者，或选择其他照片。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>无法读取 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}. Choose another file.</source>
        <translation>无法读取 {0}：{1}。请选择其他文件。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}. Use another copy of the file.</source>
        <translation>无法读取 {0}：{1}。请使用该文件的其他副本。</translation>
    </message>
    <message>
        <source>{0} cannot be resumed from ({1}); start again with a new --out folder.</source>
        <translation>无法从 {0} 继续（{1}）；请用新的 --out 文件夹重新开始。</translation>
    </message>
    <message>
        <source>{0} cannot be saved as {1}: {2}. Choose another format.</source>
        <translation>无法将 {0} 存为 {1}：{2}。请选择其他格式。</translation>
    </message>
    <message>
        <source>{0} cannot be saved: the compression must be one of {1}.</source>
        <translation>无法保存 {0}：压缩方式必须是 {1} 之一。</translation>
    </message>
    <message>
        <source>{0} cannot be saved: the quality must be from 1 to 100, not {1}.</source>
        <translation>无法保存 {0}：质量必须在 1 到 100 之间，不能是 {1}。</translation>
    </message>
    <message>
        <source>{0} cannot be saved: there is not enough memory. Close other programs.</source>
        <translation>无法保存 {0}：内存不足。请关闭其他程序。</translation>
    </message>
    <message>
        <source>{0} cannot be saved: {1}</source>
        <translation>无法保存 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be saved: {1} cannot be written. Choose PNG (.png) or TIFF (.tif).</source>
        <translation>无法保存 {0}：不支持写入 {1}。请选择 PNG (.png) 或 TIFF (.tif)。</translation>
    </message>
    <message>
        <source>{0} cannot be saved: {1} holds at most {2} pixels a side. Choose PNG or TIFF.</source>
        <translation>无法保存 {0}：{1} 的边长最多为 {2} 像素。请选择 PNG 或 TIFF。</translation>
    </message>
    <message>
        <source>{0} cannot be saved: {1} holds {2} bits a sample.</source>
        <translation>无法保存 {0}：{1} 的每个采样值为 {2} 位。</translation>
    </message>
    <message>
        <source>{0} cannot be saved: {1}. Choose another folder.</source>
        <translation>无法保存 {0}：{1}。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} cannot be used for a run: {1}.</source>
        <translation>{0} 不能用于训练：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be used: {1}.</source>
        <translation>无法使用 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}. Choose another.</source>
        <translation>无法写入 {0}：{1}。请另选一个。</translation>
    </message>
    <message>
        <source>{0} cannot be written; the photo was saved as {1}.</source>
        <translation>不支持写入 {0}；照片已存为 {1}。</translation>
    </message>
    <message>
        <source>{0} cannot hold this photo&apos;s {1}; left out.</source>
        <translation>{0} 无法容纳此照片的 {1}；未写入。</translation>
    </message>
    <message>
        <source>{0} computes tiles of at least {1} pixels; the {2} asked for became {3}.</source>
        <translation>{0} 计算的分块至少为 {1} 像素；所要求的 {2} 已改为 {3}。</translation>
    </message>
    <message>
        <source>{0} could not be kept ({1}).</source>
        <translation>无法保留 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} could not be read and were left out.</source>
        <translation>{0} 无法读取，未予采用。</translation>
    </message>
    <message>
        <source>{0} could not be read or written: {1}. Put it right and resume.</source>
        <translation>{0} 无法读取或写入：{1}。请排除问题后继续。</translation>
    </message>
    <message>
        <source>{0} could not be removed ({1}).</source>
        <translation>无法移除 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} could not be written: the disk is full. What was saved before is whole; make room and resume.</source>
        <translation>{0} 无法写入：磁盘已满。此前保存的内容完好；请腾出空间后继续。</translation>
    </message>
    <message>
        <source>{0} differ in size between the clean and the damaged photo and were left out.</source>
        <translation>{0} 的干净照片与损坏照片尺寸不同，未予采用。</translation>
    </message>
    <message>
        <source>{0} does not end in .safetensors. Choose a name that does.</source>
        <translation>{0} 不以 .safetensors 结尾。请换一个以此结尾的名称。</translation>
    </message>
    <message>
        <source>{0} does not exist. Choose another folder.</source>
        <translation>{0} 不存在。请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} does not exist. Choose another photo.</source>
        <translation>{0} 不存在。请选择其他照片。</translation>
    </message>
    <message>
        <source>{0} does not exist; name a folder or a tar of photos with --data.</source>
        <translation>{0} 不存在；请用 --data 指定照片文件夹或 tar。</translation>
    </message>
    <message>
        <source>{0} does not fit the network its card names. Install the model again.</source>
        <translation>{0} 与其模型卡片所述的网络不符。请重新安装该模型。</translation>
    </message>
    <message>
        <source>{0} does not hold shakes of {1} pixels. Collect them again.</source>
        <translation>{0} 中没有 {1} 像素的手抖。请重新收集。</translation>
    </message>
    <message>
        <source>{0} does not hold shakes: {1}. Collect them again.</source>
        <translation>{0} 中没有手抖：{1}。请重新收集。</translation>
    </message>
    <message>
        <source>{0} exists already. Choose another name.</source>
        <translation>{0} 已存在。请换一个名称。</translation>
    </message>
    <message>
        <source>{0} extra channels of the file were left out.</source>
        <translation>文件中多余的 {0} 个通道未予采用。</translation>
    </message>
    <message>
        <source>{0} has a model card that cannot be used. {1}</source>
        <translation>{0} 的模型卡片无法使用。{1}</translation>
    </message>
    <message>
        <source>{0} has a model card that cannot be used: {1}.</source>
        <translation>{0} 的模型卡片无法使用：{1}。</translation>
    </message>
    <message>
        <source>{0} has a model card that does not describe its network. Install the model again.</source>
        <translation>{0} 的模型卡片没有描述其网络。请重新安装该模型。</translation>
    </message>
    <message>
        <source>{0} has a model card without “{1}”. Install the model again.</source>
        <translation>{0} 的模型卡片缺少“{1}”。请重新安装该模型。</translation>
    </message>
    <message>
        <source>{0} has no model card. Weights of other programs have to be converted first.</source>
        <translation>{0} 没有模型卡片。其他程序的权重必须先转换。</translation>
    </message>
    <message>
        <source>{0} has no {1}; set the run up again.</source>
        <translation>{0} 中没有 {1}；请重新设置训练。</translation>
    </message>
    <message>
        <source>{0} has {1} megapixels; at most {2} can be opened. Make it smaller in another program.</source>
        <translation>{0} 有 {1} 百万像素；最多可打开 {2} 百万像素。请在其他程序中将其缩小。</translation>
    </message>
    <message>
        <source>{0} has {1} photos and {2} has {3}, and no names are equal. Give both photos of a pair the same name.</source>
        <translation>{0} 中有 {1} 张照片，{2} 中有 {3} 张，且没有同名的。请为同一对的两张照片取相同的名称。</translation>
    </message>
    <message>
        <source>{0} holds a run already; add --resume or choose another --out folder.</source>
        <translation>{0} 中已有训练；请加上 --resume，或选择其他 --out 文件夹。</translation>
    </message>
    <message>
        <source>{0} holds a tensor of type {1} ({2}); float16 or float32 is needed.</source>
        <translation>{0} 中有类型为 {1} 的张量（{2}）；需要 float16 或 float32。</translation>
    </message>
    <message>
        <source>{0} holds at most 12 bits a sample; the photo&apos;s 16 were rounded.</source>
        <translation>{0} 的采样值最多为 12 位；照片的 16 位已舍入。</translation>
    </message>
    <message>
        <source>{0} holds no colour profile; the colours were converted to sRGB.</source>
        <translation>{0} 不能容纳色彩配置文件；色彩已转换为 sRGB。</translation>
    </message>
    <message>
        <source>{0} holds no infra-red plane: it is neither grey nor a TIFF with a fourth sample that is no transparency. Scan with infra-red, or let the damage be found without.</source>
        <translation>{0} 中没有红外通道：它既不是灰度图，也不是第四个通道不表示透明度的 TIFF。请带红外扫描，或不用红外通道来查找损坏。</translation>
    </message>
    <message>
        <source>{0} holds no plain weights. Nothing was converted.</source>
        <translation>{0} 中没有纯权重。未作任何转换。</translation>
    </message>
    <message>
        <source>{0} holds no plain weights: {1}. Nothing was converted.</source>
        <translation>{0} 中没有纯权重：{1}。未作任何转换。</translation>
    </message>
    <message>
        <source>{0} holds no run to resume; leave --resume out.</source>
        <translation>{0} 中没有可继续的训练；请去掉 --resume。</translation>
    </message>
    <message>
        <source>{0} holds no transparency; what was transparent is now white.</source>
        <translation>{0} 不能容纳透明度；原先透明的部分现为白色。</translation>
    </message>
    <message>
        <source>{0} holds samples of a kind ({1}) that photos do not have. Save it as 16 bits.</source>
        <translation>{0} 的采样值种类（{1}）不是照片所用的。请将其存为 16 位。</translation>
    </message>
    <message>
        <source>{0} holds samples that are not brightness (from {1} to {2}). Save it with 8 or 16 bits first.</source>
        <translation>{0} 的采样值不是亮度（从 {1} 到 {2}）。请先将其存为 8 位或 16 位。</translation>
    </message>
    <message>
        <source>{0} holds values that are not finite ({1}). Install the model again.</source>
        <translation>{0} 中有非有限的值（{1}）。请重新安装该模型。</translation>
    </message>
    <message>
        <source>{0} in {1} cannot be read: {2}.</source>
        <translation>无法读取 {1} 中的 {0}：{2}。</translation>
    </message>
    <message>
        <source>{0} in {1} is not an idx file of the expected kind.</source>
        <translation>{1} 中的 {0} 不是所需的 idx 文件。</translation>
    </message>
    <message>
        <source>{0} is a folder. Choose a photo inside it.</source>
        <translation>{0} 是文件夹。请选择其中的照片。</translation>
    </message>
    <message>
        <source>{0} is a link that leads to itself. Choose another photo.</source>
        <translation>{0} 是指向自身的链接。请选择其他照片。</translation>
    </message>
    <message>
        <source>{0} is a {1} photo; to open it, add what reads {2}: pip install &quot;restorer[{3}]&quot;.</source>
        <translation>{0} 是 {1} 照片；要打开它，请安装用于读取 {2} 的组件：pip install &quot;restorer[{3}]&quot;。</translation>
    </message>
    <message>
        <source>{0} is an installed model. Choose another place.</source>
        <translation>{0} 是已安装的模型。请选择其他位置。</translation>
    </message>
    <message>
        <source>{0} is an opened photo; the mask was not written over it. Choose another name.</source>
        <translation>{0} 是已打开的照片；未用蒙版覆盖它。请换一个名称。</translation>
    </message>
    <message>
        <source>{0} is an original and is not replaced. Choose another name for the change map.</source>
        <translation>{0} 是原图，不会被替换。请为改动图换一个名称。</translation>
    </message>
    <message>
        <source>{0} is damaged and could not be set aside ({1}); defaults are used.</source>
        <translation>{0} 已损坏，且无法移到一旁（{1}）；将使用默认值。</translation>
    </message>
    <message>
        <source>{0} is damaged or holds tensors of an unknown type. Install the model again.</source>
        <translation>{0} 已损坏，或含有未知类型的张量。请重新安装该模型。</translation>
    </message>
    <message>
        <source>{0} is damaged or incomplete and cannot be opened ({1} megapixels in {2} bytes). Use another copy of the file.</source>
        <translation>{0} 已损坏或不完整，无法打开（{2} 字节中有 {1} 百万像素）。请使用该文件的其他副本。</translation>
    </message>
    <message>
        <source>{0} is damaged or incomplete and cannot be opened ({1} of {2} tiles). Use another copy of the file.</source>
        <translation>{0} 已损坏或不完整，无法打开（{2} 个分块中的 {1} 个）。请使用该文件的其他副本。</translation>
    </message>
    <message>
        <source>{0} is damaged or incomplete and cannot be opened ({1}). Use another copy of the file.</source>
        <translation>{0} 已损坏或不完整，无法打开（{1}）。请使用该文件的其他副本。</translation>
    </message>
    <message>
        <source>{0} is damaged or incomplete and cannot be opened. Use another copy of the file.</source>
        <translation>{0} 已损坏或不完整，无法打开。请使用该文件的其他副本。</translation>
    </message>
    <message>
        <source>{0} is damaged. Install the models again.</source>
        <translation>{0} 已损坏。请重新安装各模型。</translation>
    </message>
    <message>
        <source>{0} is damaged; it was kept as {1} and the default settings are used.</source>
        <translation>{0} 已损坏；已另存为 {1}，将使用默认设置。</translation>
    </message>
    <message>
        <source>{0} is empty (0 bytes). Use another copy of the file.</source>
        <translation>{0} 是空文件（0 字节）。请使用该文件的其他副本。</translation>
    </message>
    <message>
        <source>{0} is far too large and could not be set aside ({1}); defaults are used.</source>
        <translation>{0} 实在太大，且无法移到一旁（{1}）；将使用默认值。</translation>
    </message>
    <message>
        <source>{0} is far too large; it was kept as {1} and the default settings are used.</source>
        <translation>{0} 实在太大；已另存为 {1}，将使用默认设置。</translation>
    </message>
    <message>
        <source>{0} is for mode generate, not for {1}; leave the table out.</source>
        <translation>{0} 用于 generate 模式，不用于 {1}；请去掉此表。</translation>
    </message>
    <message>
        <source>{0} is in use by another training; wait for it or choose another folder.</source>
        <translation>{0} 正被另一次训练使用；请等待其结束，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} is larger than any model of this program ({1} MiB).</source>
        <translation>{0} 大于本程序的任何模型（{1} MiB）。</translation>
    </message>
    <message>
        <source>{0} is missing</source>
        <translation>缺少 {0}</translation>
    </message>
    <message>
        <source>{0} is missing.</source>
        <translation>缺少 {0}。</translation>
    </message>
    <message>
        <source>{0} is neither a folder, a tar nor a photo; name another with --data.</source>
        <translation>{0} 既不是文件夹、tar，也不是照片；请用 --data 另行指定。</translation>
    </message>
    <message>
        <source>{0} is no tensor of numbers</source>
        <translation>{0} 不是数值张量</translation>
    </message>
    <message>
        <source>{0} is not a file but a pipe, socket or device. Choose a photo.</source>
        <translation>{0} 不是文件，而是管道、套接字或设备。请选择照片。</translation>
    </message>
    <message>
        <source>{0} is not a file that torch.save writes. Nothing was converted.</source>
        <translation>{0} 不是 torch.save 写入的文件。未作任何转换。</translation>
    </message>
    <message>
        <source>{0} is not a file. Choose a .pth file.</source>
        <translation>{0} 不是文件。请选择 .pth 文件。</translation>
    </message>
    <message>
        <source>{0} is not a file. Choose a .safetensors file.</source>
        <translation>{0} 不是文件。请选择 .safetensors 文件。</translation>
    </message>
    <message>
        <source>{0} is not a file; the default settings are used.</source>
        <translation>{0} 不是文件；将使用默认设置。</translation>
    </message>
    <message>
        <source>{0} is not a folder; choose another folder.</source>
        <translation>{0} 不是文件夹；请选择其他文件夹。</translation>
    </message>
    <message>
        <source>{0} is not a key here; allowed are {1}.</source>
        <translation>此处没有键 {0}；允许的有 {1}。</translation>
    </message>
    <message>
        <source>{0} is not a measured noise, or is damaged. Measure it again.</source>
        <translation>{0} 不是测得的噪点，或已损坏。请重新测量。</translation>
    </message>
    <message>
        <source>{0} is not a measured noise. Choose a file of `restorer measure`.</source>
        <translation>{0} 不是测得的噪点。请选择 `restorer measure` 的文件。</translation>
    </message>
    <message>
        <source>{0} is not a name that a file can have.</source>
        <translation>{0} 不能用作文件名。</translation>
    </message>
    <message>
        <source>{0} is not a number</source>
        <translation>{0} 不是数字</translation>
    </message>
    <message>
        <source>{0} is not a photo that can be opened. JPEG, PNG, TIFF, WebP, AVIF, BMP and GIF can; HEIC and camera RAW can with their extras.</source>
        <translation>{0} 不是可以打开的照片。可打开 JPEG、PNG、TIFF、WebP、AVIF、BMP 和 GIF；安装相应组件后也可打开 HEIC 和相机 RAW。</translation>
    </message>
    <message>
        <source>{0} is not a weights file of this program: its header is too long.</source>
        <translation>{0} 不是本程序的权重文件：文件头过长。</translation>
    </message>
    <message>
        <source>{0} is not a weights file, or was cut short.</source>
        <translation>{0} 不是权重文件，或已被截断。</translation>
    </message>
    <message>
        <source>{0} is not a weights file: it is too short.</source>
        <translation>{0} 不是权重文件：太短。</translation>
    </message>
    <message>
        <source>{0} is not a weights file: its header cannot be read.</source>
        <translation>{0} 不是权重文件：无法读取文件头。</translation>
    </message>
    <message>
        <source>{0} is not listed in SHA256SUMS beside it. Install the model again.</source>
        <translation>{0} 未列入同处的 SHA256SUMS。请重新安装该模型。</translation>
    </message>
    <message>
        <source>{0} is not the file it should be: its SHA-256 differs. Install the model again.</source>
        <translation>{0} 不是应有的文件：其 SHA-256 不符。请重新安装该模型。</translation>
    </message>
    <message>
        <source>{0} is not the file of shakes that the run names; see `python -m training shakes`.</source>
        <translation>{0} 不是训练所指定的手抖文件；请见 `python -m training shakes`。</translation>
    </message>
    <message>
        <source>{0} is of the class “{1}”; classes are {2}.</source>
        <translation>{0} 属于类别“{1}”；已有类别为 {2}。</translation>
    </message>
    <message>
        <source>{0} is {1} pixels and was scaled to the photo&apos;s {2} × {3}.</source>
        <translation>{0} 为 {1} 像素，已缩放到照片的 {2} × {3}。</translation>
    </message>
    <message>
        <source>{0} must be a list of at most {1}</source>
        <translation>{0} 必须是最多 {1} 项的列表</translation>
    </message>
    <message>
        <source>{0} must be a list.</source>
        <translation>{0} 必须是列表。</translation>
    </message>
    <message>
        <source>{0} must be a number from {1} to {2}</source>
        <translation>{0} 必须是 {1} 到 {2} 之间的数</translation>
    </message>
    <message>
        <source>{0} must be a table.</source>
        <translation>{0} 必须是表。</translation>
    </message>
    <message>
        <source>{0} must be a text of at most {1} characters</source>
        <translation>{0} 必须是最多 {1} 个字符的文本</translation>
    </message>
    <message>
        <source>{0} must be a whole number from {1} to {2}</source>
        <translation>{0} 必须是 {1} 到 {2} 之间的整数</translation>
    </message>
    <message>
        <source>{0} must be finite</source>
        <translation>{0} 必须是有限值</translation>
    </message>
    <message>
        <source>{0} must be of type {1}, not {2}.</source>
        <translation>{0} 的类型必须是 {1}，不能是 {2}。</translation>
    </message>
    <message>
        <source>{0} must be true or false</source>
        <translation>{0} 必须是 true 或 false</translation>
    </message>
    <message>
        <source>{0} must hold {1} numbers</source>
        <translation>{0} 必须含有 {1} 个数</translation>
    </message>
    <message>
        <source>{0} needs about {1} GB of memory to open, and {2} GB is free. Close other programs or make it smaller.</source>
        <translation>打开 {0} 约需 {1} GB 内存，而可用内存为 {2} GB。请关闭其他程序，或将照片缩小。</translation>
    </message>
    <message>
        <source>{0} of the photo looks like damage, so nothing was changed. Lower the sensitivity, or mark the damage by hand.</source>
        <translation>照片的 {0} 看似损坏，因此未作任何改动。请降低灵敏度，或手动标记损坏处。</translation>
    </message>
    <message>
        <source>{0} places</source>
        <translation>{0} 处</translation>
    </message>
    <message>
        <source>{0} sets “{1}”, which this version does not know; it is left out.</source>
        <translation>{0} 中设置了此版本不认识的“{1}”；未予采用。</translation>
    </message>
    <message>
        <source>{0} was not read within {1} seconds. It is no model of a usual kind.</source>
        <translation>{0} 未能在 {1} 秒内读完。它不是常见种类的模型。</translation>
    </message>
    <message>
        <source>{0} was not written: {1} holds values that are not finite in half precision.</source>
        <translation>{0} 未写入：{1} 含有半精度下非有限的值。</translation>
    </message>
    <message>
        <source>{0} was written by another version of this program; use a new --out folder.</source>
        <translation>{0} 由本程序的其他版本写入；请使用新的 --out 文件夹。</translation>
    </message>
    <message>
        <source>{0}.{1} must not be below 0.</source>
        <translation>{0}.{1} 不能小于 0。</translation>
    </message>
    <message>
        <source>{0}: {1} The default is used.</source>
        <translation>{0}：{1}将使用默认值。</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} tiles, about {3} min left.</source>
        <translation>{0}：{2} 个分块中的 {1} 个，约剩 {3} 分钟。</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} tiles, about {3} s left.</source>
        <translation>{0}：{2} 个分块中的 {1} 个，约剩 {3} 秒。</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} tiles.</source>
        <translation>{0}：{2} 个分块中的 {1} 个。</translation>
    </message>
    <message>
        <source>{0}; choose another folder than {1}.</source>
        <translation>{0}；请选择 {1} 以外的文件夹。</translation>
    </message>
    <message>
        <source>“grid” must be 1 or {0}, not {1}.</source>
        <translation>“grid”必须是 1 或 {0}，不能是 {1}。</translation>
    </message>
    <message>
        <source>“size” must be a multiple of {0} for so many scales, not {1}.</source>
        <translation>对于这么多尺度，“size”必须是 {0} 的倍数，不能是 {1}。</translation>
    </message>
    <message>
        <source>“{0}” for {1} can only be trained from {2} weights.</source>
        <translation>用于{1}的“{0}”只能从 {2} 权重开始训练。</translation>
    </message>
    <message>
        <source>“{0}” is not a length of training. Write 10m, 2h or 20000steps.</source>
        <translation>“{0}”不是训练时长。请写作 10m、2h 或 20000steps。</translation>
    </message>
    <message>
        <source>“{0}” is taught in one process only: it trains two networks. Use --devices 1.</source>
        <translation>“{0}”只能在一个进程中训练：它同时训练两个网络。请使用 --devices 1。</translation>
    </message>
    <message>
        <source>“{0}” must be a list of at most {1} texts.</source>
        <translation>“{0}”必须是最多 {1} 条文本的列表。</translation>
    </message>
    <message>
        <source>“{0}” must be a list of short texts</source>
        <translation>“{0}”必须是短文本的列表</translation>
    </message>
    <message>
        <source>“{0}” must be a list of short texts.</source>
        <translation>“{0}”必须是短文本的列表。</translation>
    </message>
    <message>
        <source>“{0}” must be a list of tables</source>
        <translation>“{0}”必须是表的列表</translation>
    </message>
    <message>
        <source>“{0}” must be a short text</source>
        <translation>“{0}”必须是短文本</translation>
    </message>
    <message>
        <source>“{0}” must be a short text.</source>
        <translation>“{0}”必须是短文本。</translation>
    </message>
    <message>
        <source>“{0}” must be a table</source>
        <translation>“{0}”必须是表</translation>
    </message>
    <message>
        <source>“{0}” must be a whole number from 1 to {1}.</source>
        <translation>“{0}”必须是 1 到 {1} 之间的整数。</translation>
    </message>
    <message>
        <source>“{0}” must be a whole number from {1} to {2}</source>
        <translation>“{0}”必须是 {1} 到 {2} 之间的整数</translation>
    </message>
    <message>
        <source>“{0}” must be a whole number from {1} to {2}.</source>
        <translation>“{0}”必须是 {1} 到 {2} 之间的整数。</translation>
    </message>
    <message>
        <source>“{0}” must be as in: {1}</source>
        <translation>“{0}”应如此填写：{1}</translation>
    </message>
    <message>
        <source>“{0}” must be one of {1}.</source>
        <translation>“{0}”必须是 {1} 之一。</translation>
    </message>
    <message>
        <source>“{0}” must be true or false.</source>
        <translation>“{0}”必须是 true 或 false。</translation>
    </message>
    <message>
        <source>“{0}” must list 2 to {1} whole numbers.</source>
        <translation>“{0}”必须列出 2 到 {1} 个整数。</translation>
    </message>
    <message>
        <source>“{0}” was not installed: on the held-out photos it is not better than {1}. Train it longer or on more photos.</source>
        <translation>“{0}”未安装：在保留照片上，它并不优于 {1}。请训练更久，或使用更多照片。</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>选择色彩配置文件</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>Photos to learn from</source>
        <translation>用于学习的照片</translation>
    </message>
    <message>
        <source>My photos</source>
        <translation>我的照片</translation>
    </message>
    <message>
        <source>10m, 2h or 20000steps</source>
        <translation>10m、2h 或 20000steps</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add open photos</source>
        <translation>添加已打开的照片</translation>
    </message>
    <message>
        <source>Add pairs…</source>
        <translation>添加成对照片…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Measure a scan…</source>
        <translation>测量扫描件…</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>损伤</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>照片文件</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>先看一看</translation>
    </message>
    <message>
        <source>Checks the photos, shows what the network will see, and tries for 20 seconds.</source>
        <translation>检查照片，显示网络将看到的内容，并试训 20 秒。</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>No noise was measured yet. Choose “Measure a scan…” first.</source>
        <translation>尚未测量噪点。请先选择“测量扫描件…”。</translation>
    </message>
    <message>
        <source>Pairs need a folder of clean photos and one of damaged. Choose “Add pairs…”.</source>
        <translation>成对照片需要一个干净照片文件夹和一个损坏照片文件夹。请选择“添加成对照片…”。</translation>
    </message>
    <message>
        <source>{clean}  and damaged  {damaged}</source>
        <translation>{clean}  与损坏的  {damaged}</translation>
    </message>
    <message>
        <source>the model that is there (fine-tuning)</source>
        <translation>已有的模型（微调）</translation>
    </message>
    <message>
        <source>nothing (from scratch, much longer)</source>
        <translation>从零开始（耗时长得多）</translation>
    </message>
    <message>
        <source>the usual, made by the program</source>
        <translation>常见损伤，由程序生成</translation>
    </message>
    <message>
        <source>noise measured on a scan of yours</source>
        <translation>在您的扫描件上测得的噪点</translation>
    </message>
    <message>
        <source>pairs of clean and damaged photos</source>
        <translation>干净与损坏的成对照片</translation>
    </message>
    <message>
        <source>Add clean photos; the damage is drawn on them as the network learns.</source>
        <translation>请添加干净照片；网络学习时会在其上生成损伤。</translation>
    </message>
    <message>
        <source>Add clean photos; they get the noise that was measured on your scan.</source>
        <translation>请添加干净照片；它们会加上在您的扫描件上测得的噪点。</translation>
    </message>
    <message>
        <source>Each damaged photo needs a clean one of the same size and name.</source>
        <translation>每张损坏照片都需要一张同尺寸、同名的干净照片。</translation>
    </message>
    <message>
        <source>The clean photos</source>
        <translation>干净照片</translation>
    </message>
    <message>
        <source>The damaged photos</source>
        <translation>损坏照片</translation>
    </message>
    <message>
        <source>No photo of a file is open in the window.</source>
        <translation>窗口中没有打开来自文件的照片。</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Samples changed that nobody marked. Do not save this result; undo the last edit and report it.</source>
        <translation>未标记处的采样值发生了改动。请勿保存此结果;撤销上一步编辑并报告。</translation>
    </message>
    <message>
        <source>Counted on the samples of the whole photo.</source>
        <translation>按整张照片的采样值统计。</translation>
    </message>
</context>
<context>
    <name>ToolOptions</name>
    <message>
        <source>Tool options</source>
        <translation>工具选项</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source> px</source>
        <translation> 像素</translation>
    </message>
    <message>
        <source>Diameter of the brush in pixels of the photo ([ and ], Alt + wheel, Shift + drag)</source>
        <translation>画笔直径,以照片像素计([ 和 ]、Alt + 滚轮、Shift + 拖动)</translation>
    </message>
    <message>
        <source>Hardness</source>
        <translation>硬度</translation>
    </message>
    <message>
        <source>Share of the brush that marks fully (Shift + [ and ])</source>
        <translation>画笔完全标记的比例(Shift + [ 和 ])</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>How far samples may differ from the one clicked, in steps of 255</source>
        <translation>采样值与单击处最多相差多少,以 255 级计</translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation>仅相连区域</translation>
    </message>
    <message>
        <source>Only what touches the pixel clicked</source>
        <translation>仅与单击像素相连的部分</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Take marks away instead of marking (X; for one stroke Alt or the right button)</source>
        <translation>去除标记而非添加(X;单笔可用 Alt 或右键)</translation>
    </message>
    <message>
        <source>By how much marks grow, shrink and feather</source>
        <translation>标记扩大、收缩和羽化的幅度</translation>
    </message>
    <message>
        <source>Edge</source>
        <translation>边缘</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>Not better</source>
        <translation>并非更好</translation>
    </message>
    <message>
        <source>On the held-out photos the new model is not better than {name}. Install it all the same?</source>
        <translation>在保留照片上，新模型并不比 {name} 更好。仍要安装吗？</translation>
    </message>
    <message>
        <source>New / there already:</source>
        <translation>新的 / 已有的：</translation>
    </message>
    <message>
        <source>Install all the same</source>
        <translation>仍然安装</translation>
    </message>
    <message>
        <source>Installed as “{name}”, and chosen for its mode&apos;s page.</source>
        <translation>已安装为“{name}”，并在其模式页面中选用。</translation>
    </message>
    <message>
        <source>Export a model</source>
        <translation>导出模型</translation>
    </message>
    <message>
        <source>Written: {path}</source>
        <translation>已写入：{path}</translation>
    </message>
    <message>
        <source>A scan with the noise</source>
        <translation>带有该噪点的扫描件</translation>
    </message>
</context>
<context>
    <name>TrainingDialog</name>
    <message>
        <source>Train your own model</source>
        <translation>训练自己的模型</translation>
    </message>
    <message>
        <source>Trainings</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>New training…</source>
        <translation>新训练…</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>The look at the photos is not over yet; wait a moment.</source>
        <translation>照片查看尚未结束；请稍候。</translation>
    </message>
</context>
<context>
    <name>TrialPage</name>
    <message>
        <source>Looking</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>What the network will see appears here</source>
        <translation>网络将看到的内容显示在此处</translation>
    </message>
    <message>
        <source>Pairs the network learns from: clean, damaged</source>
        <translation>网络学习的成对图片：干净、损坏</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>The look ended without a word; its log says more: {path}</source>
        <translation>查看意外结束；详情见日志：{path}</translation>
    </message>
    <message>
        <source>Looking at the photos, then trying for 20 seconds…</source>
        <translation>正在查看照片，然后试训 20 秒…</translation>
    </message>
    <message>
        <source>This computer learns from {speed} patches a second.</source>
        <translation>此电脑每秒学习 {speed} 个图块。</translation>
    </message>
    <message>
        <source>A fifth of the time and more goes into reading photos.</source>
        <translation>五分之一以上的时间用于读取照片。</translation>
    </message>
    <message>
        <source>The training of {steps} steps will take about {time}.</source>
        <translation>{steps} 步的训练约需 {time}。</translation>
    </message>
    <message>
        <source>The training will take {time}, which is about {steps} steps.</source>
        <translation>训练需 {time}，约 {steps} 步。</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>{photos} photos, {held_out} of them held out to measure by.</source>
        <translation>{photos} 张照片，其中 {held_out} 张保留用于测量。</translation>
    </message>
</context>
<context>
    <name>UnsavedDialog</name>
    <message>
        <source>Unsaved photos</source>
        <translation>未保存的照片</translation>
    </message>
    <message>
        <source>{name} has changes that are not saved.</source>
        <translation>{name} 有未保存的改动。</translation>
    </message>
    <message>
        <source>{count} photos have changes that are not saved.</source>
        <translation>{count} 张照片有未保存的改动。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save all</source>
        <translation>全部保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>VerdictTable</name>
    <message>
        <source>New weights beside the shipped ones</source>
        <translation>新权重与自带权重对照</translation>
    </message>
    <message>
        <source>On the held-out photos the new model is better than {name}.</source>
        <translation>在保留照片上，新模型优于 {name}。</translation>
    </message>
    <message>
        <source>On the held-out photos the new model is not better than {name}.</source>
        <translation>在保留照片上，新模型并不优于 {name}。</translation>
    </message>
    <message>
        <source>Held-out figure</source>
        <translation>保留照片的指标</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Drop a photo here</source>
        <translation>将照片拖放到此处</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open a photo</source>
        <translation>打开照片</translation>
    </message>
    <message>
        <source>Open photos (Ctrl+O)</source>
        <translation>打开照片 (Ctrl+O)</translation>
    </message>
    <message>
        <source>or try a sample</source>
        <translation>或试试示例</translation>
    </message>
    <message>
        <source>Noisy</source>
        <translation>有噪点</translation>
    </message>
    <message>
        <source>Scratched</source>
        <translation>有划痕</translation>
    </message>
    <message>
        <source>Blurred</source>
        <translation>模糊</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Opening {name}</source>
        <translation>正在打开 {name}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({kind}). Your photos are unchanged; details are in {log}.</source>
        <translation>发生意外错误({kind})。您的照片未改动;详情见 {log}。</translation>
    </message>
</context>
<context>
    <name>_EditRow</name>
    <message>
        <source>Hide {name} (Space)</source>
        <translation>隐藏{name} (空格)</translation>
    </message>
    <message>
        <source>Show {name} (Space)</source>
        <translation>显示{name} (空格)</translation>
    </message>
    <message>
        <source>Delete {name} (Del)</source>
        <translation>删除{name} (Del)</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>删除{name}</translation>
    </message>
</context>
<context>
    <name>_SampleList</name>
    <message>
        <source>Generated pictures</source>
        <translation>已生成的图片列表</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>照片(&amp;P)</translation>
    </message>
    <message>
        <source>Mas&amp;k</source>
        <translation>蒙版(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Models</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Save beside the original</source>
        <translation>保存到原图旁</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save all</source>
        <translation>全部保存</translation>
    </message>
    <message>
        <source>Export change map…</source>
        <translation>导出改动图…</translation>
    </message>
    <message>
        <source>Close photo</source>
        <translation>关闭照片</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Copy photo</source>
        <translation>复制照片</translation>
    </message>
    <message>
        <source>Paste photo</source>
        <translation>粘贴照片</translation>
    </message>
    <message>
        <source>Select all photos</source>
        <translation>选择所有照片</translation>
    </message>
    <message>
        <source>Delete edit</source>
        <translation>删除编辑</translation>
    </message>
    <message>
        <source>Fit in window</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Actual size (100 %)</source>
        <translation>实际大小 (100 %)</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Compare: split, side by side, off</source>
        <translation>对比:分屏、并排、关闭</translation>
    </message>
    <message>
        <source>Show the original while held</source>
        <translation>按住时显示原图</translation>
    </message>
    <message>
        <source>Loupe</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <source>Change map</source>
        <translation>改动图</translation>
    </message>
    <message>
        <source>Invented here</source>
        <translation>此处为虚构</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Next photo</source>
        <translation>下一张照片</translation>
    </message>
    <message>
        <source>Previous photo</source>
        <translation>上一张照片</translation>
    </message>
    <message>
        <source>Denoise</source>
        <translation>降噪</translation>
    </message>
    <message>
        <source>Deblur</source>
        <translation>去模糊</translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation>修补</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Old photo</source>
        <translation>老照片</translation>
    </message>
    <message>
        <source>Colours of the system</source>
        <translation>使用系统配色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Installed models…</source>
        <translation>已安装的模型…</translation>
    </message>
    <message>
        <source>Use a model file…</source>
        <translation>使用模型文件…</translation>
    </message>
    <message>
        <source>Train your own model…</source>
        <translation>训练自己的模型…</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>术语</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
    <message>
        <source>About Restorer</source>
        <translation>关于 Restorer</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>Space + drag, middle button</source>
        <translation>空格 + 拖动,中键</translation>
    </message>
    <message>
        <source>Move the photo</source>
        <translation>移动照片</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Fit, then 100 %</source>
        <translation>先适应窗口,再 100 %</translation>
    </message>
    <message>
        <source>← →</source>
        <translation>← / →</translation>
    </message>
    <message>
        <source>Previous and next photo, on photo and strip</source>
        <translation>上一张和下一张照片(在照片和胶片栏上)</translation>
    </message>
    <message>
        <source>Double click on a slider&apos;s name</source>
        <translation>双击滑块名称</translation>
    </message>
    <message>
        <source>Back to its default</source>
        <translation>恢复默认值</translation>
    </message>
    <message>
        <source>Hand: move the photo</source>
        <translation>抓手:移动照片</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Eraser</source>
        <translation>橡皮擦</translation>
    </message>
    <message>
        <source>Lasso</source>
        <translation>套索</translation>
    </message>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>椭圆</translation>
    </message>
    <message>
        <source>Magic wand</source>
        <translation>魔棒</translation>
    </message>
    <message>
        <source>Show the marks</source>
        <translation>显示标记</translation>
    </message>
    <message>
        <source>Swap marking and erasing</source>
        <translation>切换标记与擦除</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>减小画笔</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>加大画笔</translation>
    </message>
    <message>
        <source>Softer brush</source>
        <translation>柔化画笔</translation>
    </message>
    <message>
        <source>Harder brush</source>
        <translation>加硬画笔</translation>
    </message>
    <message>
        <source>Mark everything</source>
        <translation>全部标记</translation>
    </message>
    <message>
        <source>Clear the marks</source>
        <translation>清除标记</translation>
    </message>
    <message>
        <source>Invert the marks</source>
        <translation>反转标记</translation>
    </message>
    <message>
        <source>Grow the marks</source>
        <translation>扩大标记</translation>
    </message>
    <message>
        <source>Shrink the marks</source>
        <translation>收缩标记</translation>
    </message>
    <message>
        <source>Feather the marks</source>
        <translation>羽化标记</translation>
    </message>
    <message>
        <source>Find damage</source>
        <translation>查找损坏</translation>
    </message>
    <message>
        <source>Next damage</source>
        <translation>下一处损坏</translation>
    </message>
    <message>
        <source>Previous damage</source>
        <translation>上一处损坏</translation>
    </message>
    <message>
        <source>It is damage</source>
        <translation>是损坏</translation>
    </message>
    <message>
        <source>It is no damage</source>
        <translation>不是损坏</translation>
    </message>
    <message>
        <source>Import a mask…</source>
        <translation>导入蒙版…</translation>
    </message>
    <message>
        <source>Mark what is transparent</source>
        <translation>标记透明部分</translation>
    </message>
    <message>
        <source>Export the mask…</source>
        <translation>导出蒙版…</translation>
    </message>
    <message>
        <source>Alt + drag, right button</source>
        <translation>Alt + 拖动,右键</translation>
    </message>
    <message>
        <source>Take marks away</source>
        <translation>去除标记</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Shift + 单击</translation>
    </message>
    <message>
        <source>Brush straight from the last point</source>
        <translation>从上一点画直线</translation>
    </message>
    <message>
        <source>Shift + drag, Alt + wheel</source>
        <translation>Shift + 拖动,Alt + 滚轮</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Enter, double click</source>
        <translation>Enter,或双击</translation>
    </message>
    <message>
        <source>Close the polygon</source>
        <translation>闭合多边形</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>退格键</translation>
    </message>
    <message>
        <source>Take the polygon&apos;s last corner away</source>
        <translation>去掉多边形的最后一个角</translation>
    </message>
</context>
<context>
    <name>arrivals</name>
    <message>
        <source>{address} is not on this computer: save it first, then open the file.</source>
        <translation>{address} 不在这台电脑上:请先保存,再打开文件。</translation>
    </message>
    <message>
        <source>“{text}” is text, not a photo: drop files or folders.</source>
        <translation>“{text}”是文本而非照片:请拖放文件或文件夹。</translation>
    </message>
</context>
<context>
    <name>box</name>
    <message>
        <source>Replace the original?</source>
        <translation>替换原图?</translation>
    </message>
    <message>
        <source>Replace the file?</source>
        <translation>替换文件?</translation>
    </message>
    <message>
        <source>{name} is the original photo. Replacing it cannot be undone.</source>
        <translation>{name} 是原始照片。替换后无法撤销。</translation>
    </message>
    <message>
        <source>{name} exists already in {folder}.</source>
        <translation>{folder} 中已有 {name}。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>describe</name>
    <message>
        <source>{bits}-bit</source>
        <translation>{bits} 位</translation>
    </message>
    <message>
        <source>transparent</source>
        <translation>带透明度</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>灰度</translation>
    </message>
    <message>
        <source>unreadable profile</source>
        <translation>配置文件不可读</translation>
    </message>
    <message>
        <source>own profile</source>
        <translation>自带配置文件</translation>
    </message>
    <message>
        <source>Denoised in {time} s on {device}, strength {strength} %</source>
        <translation>已降噪：{time} 秒，{device}，强度 {strength} %</translation>
    </message>
    <message>
        <source>Deblurred in {time} s on {device}, strength {strength} %</source>
        <translation>已去模糊：{time} 秒，{device}，强度 {strength} %</translation>
    </message>
    <message>
        <source>Repaired in {time} s on {device}, strength {strength} %</source>
        <translation>已修复：{time} 秒，{device}，强度 {strength} %</translation>
    </message>
    <message>
        <source>Filled in {time} s on {device}, strength {strength} %</source>
        <translation>已填补：{time} 秒，{device}，强度 {strength} %</translation>
    </message>
    <message>
        <source>Done in {time} s on {device}, strength {strength} %</source>
        <translation>已完成：{time} 秒，{device}，强度 {strength} %</translation>
    </message>
</context>
<context>
    <name>dialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>edits</name>
    <message>
        <source>Denoise</source>
        <translation>降噪</translation>
    </message>
    <message>
        <source>Deblur</source>
        <translation>去模糊</translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation>修补</translation>
    </message>
    <message>
        <source>Old photo</source>
        <translation>老照片</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Fading</source>
        <translation>褪色</translation>
    </message>
    <message>
        <source>Colour cast</source>
        <translation>偏色</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>Deblur motion</source>
        <translation>去除运动模糊</translation>
    </message>
    <message>
        <source>Deblur focus</source>
        <translation>去除失焦</translation>
    </message>
    <message>
        <source>Deblur softness</source>
        <translation>去除偏软</translation>
    </message>
    <message>
        <source>Inpaint 1 spot</source>
        <translation>修补 1 处</translation>
    </message>
    <message>
        <source>Inpaint {count} spots</source>
        <translation>修补 {count} 处</translation>
    </message>
    <message>
        <source>thin and large engine</source>
        <translation>细小与大面积引擎</translation>
    </message>
    <message>
        <source>thin engine</source>
        <translation>细小引擎</translation>
    </message>
    <message>
        <source>large engine</source>
        <translation>大面积引擎</translation>
    </message>
    <message>
        <source>classic engine</source>
        <translation>经典引擎</translation>
    </message>
    <message>
        <source>vivid, partly invented</source>
        <translation>生动，部分为虚构</translation>
    </message>
    <message>
        <source>seed {seed}</source>
        <translation>随机种子 {seed}</translation>
    </message>
</context>
<context>
    <name>fidelity</name>
    <message>
        <source>{changed} of {total} samples changed</source>
        <translation>{total} 个采样值中有 {changed} 个改动</translation>
    </message>
    <message>
        <source>{changed} of {total} samples changed outside the mask</source>
        <translation>蒙版外 {total} 个采样值中有 {changed} 个改动</translation>
    </message>
</context>
<context>
    <name>glossary</name>
    <message>
        <source>Edit</source>
        <translation>编辑项</translation>
    </message>
    <message>
        <source>One finished restore. It can be weakened, hidden and deleted at any time.</source>
        <translation>一次完成的修复。可随时减弱、隐藏或删除。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>How much of a result reaches the photo; at 0 every sample is the original&apos;s.</source>
        <translation>结果有多少作用于照片;为 0 时每个采样值都是原图的。</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>采样值</translation>
    </message>
    <message>
        <source>One number of one colour of one pixel: what the program counts when it compares.</source>
        <translation>一个像素中一种颜色的数值:程序比较时统计的单位。</translation>
    </message>
    <message>
        <source>Noise level</source>
        <translation>噪声水平</translation>
    </message>
    <message>
        <source>How far noise moves samples, in steps of 0 to 255. It is estimated by itself.</source>
        <translation>噪声使采样值偏离的程度,以 0 到 255 级计。程序会自行估计。</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Damage that a person painted over. Only what is marked is filled.</source>
        <translation>由人涂抹出的损坏处。只填补标记的部分。</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>候选</translation>
    </message>
    <message>
        <source>One of several ways to fill the same hole, made from a seed.</source>
        <translation>由种子生成的、填补同一空洞的若干方案之一。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>A number that decides how something is made up; the same seed gives the same.</source>
        <translation>决定如何虚构内容的数字;种子相同,结果相同。</translation>
    </message>
    <message>
        <source>Invented</source>
        <translation>虚构</translation>
    </message>
    <message>
        <source>Content that was not in the photo: likely, and not what was there.</source>
        <translation>照片中原本没有的内容:合乎情理,但并非原貌。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>A trained network in a file, with a card that says what it learned from.</source>
        <translation>保存在文件中的训练好的网络,附有说明其学习来源的卡片。</translation>
    </message>
</context>
<context>
    <name>models</name>
    <message>
        <source>Trained on {sources}</source>
        <translation>训练数据：{sources}</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>许可证：{licence}</translation>
    </message>
</context>
<context>
    <name>recipes</name>
    <message>
        <source>Removes noise: the best network, for white noise or for the noise of your own scanner or camera.</source>
        <translation>去除噪点：最好的网络，适用于白噪声或您自己的扫描仪、相机的噪点。</translation>
    </message>
    <message>
        <source>Removes noise: a quick network for large photos and old computers.</source>
        <translation>去除噪点：快速网络，适用于大照片和旧电脑。</translation>
    </message>
    <message>
        <source>Removes film grain and the noise of compressed photos.</source>
        <translation>去除胶片颗粒和压缩照片的噪点。</translation>
    </message>
    <message>
        <source>Removes noise from black-and-white photos.</source>
        <translation>去除黑白照片的噪点。</translation>
    </message>
    <message>
        <source>Sharpens soft and out-of-focus photos.</source>
        <translation>锐化柔和与失焦的照片。</translation>
    </message>
    <message>
        <source>Takes the shake of a camera back.</source>
        <translation>去除相机的抖动。</translation>
    </message>
    <message>
        <source>Repairs the blocks and smears of old JPEG files.</source>
        <translation>修复旧 JPEG 文件的块状与涂抹痕迹。</translation>
    </message>
    <message>
        <source>Sharpens soft photos vividly: invents fine detail that may not have been there.</source>
        <translation>生动地锐化柔和的照片：会臆造可能并不存在的细节。</translation>
    </message>
    <message>
        <source>Repairs old JPEG files vividly: invents fine detail that may not have been there.</source>
        <translation>生动地修复旧 JPEG 文件：会臆造可能并不存在的细节。</translation>
    </message>
    <message>
        <source>Fills scratches, dust and other thin damage.</source>
        <translation>填补划痕、灰尘和其他细小损伤。</translation>
    </message>
    <message>
        <source>Finds scratches, dust, creases, tears and stains.</source>
        <translation>查找划痕、灰尘、折痕、撕裂和污渍。</translation>
    </message>
    <message>
        <source>Makes small colour pictures like yours; each folder of pictures is a class.</source>
        <translation>生成与您的图片相似的小彩图；每个图片文件夹为一类。</translation>
    </message>
    <message>
        <source>Makes very small grey pictures, such as digits.</source>
        <translation>生成很小的灰度图片，例如数字。</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Saving</source>
        <translation>保存选项</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>标记选项</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Follow the system, or always dark or light.</source>
        <translation>跟随系统,或始终深色或浅色。</translation>
    </message>
    <message>
        <source>system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>light</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>A language code such as de; empty follows the system.</source>
        <translation>语言代码,如 de;留空则跟随系统。</translation>
    </message>
    <message>
        <source>Screen profile</source>
        <translation>屏幕配置文件</translation>
    </message>
    <message>
        <source>An ICC file of your screen; empty asks the system, then takes sRGB.</source>
        <translation>屏幕的 ICC 文件;留空则询问系统,否则使用 sRGB。</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where networks run; automatic takes the fastest.</source>
        <translation>网络在何处运行;自动选择最快的。</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自动(默认)</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Number format of the networks; automatic takes a shorter one only where it is faster.</source>
        <translation>网络的数值格式;仅在更快时才自动采用较短的格式。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程</translation>
    </message>
    <message>
        <source>Processor threads for networks; 0 takes all.</source>
        <translation>网络使用的处理器线程数;0 为全部。</translation>
    </message>
    <message>
        <source>Tile size</source>
        <translation>分块大小</translation>
    </message>
    <message>
        <source>Pixels a side computed at once; smaller needs less memory, 0 is automatic.</source>
        <translation>一次计算的边长像素;越小所需内存越少,0 为自动。</translation>
    </message>
    <message>
        <source>JPEG quality</source>
        <translation>JPEG 质量</translation>
    </message>
    <message>
        <source>Quality of JPEG files saved, 1 to 100.</source>
        <translation>保存 JPEG 文件的质量,1 到 100。</translation>
    </message>
    <message>
        <source>Save folder</source>
        <translation>保存文件夹</translation>
    </message>
    <message>
        <source>Where results go; empty means beside the original.</source>
        <translation>结果保存到何处;留空则在原图旁。</translation>
    </message>
    <message>
        <source>Brush size</source>
        <translation>画笔大小</translation>
    </message>
    <message>
        <source>Diameter of the brush in pixels of the photo.</source>
        <translation>画笔直径,以照片像素计。</translation>
    </message>
    <message>
        <source>Brush hardness</source>
        <translation>画笔硬度</translation>
    </message>
    <message>
        <source>Share of the brush that marks fully.</source>
        <translation>画笔完全标记的比例。</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>容差</translation>
    </message>
    <message>
        <source>How far the magic wand lets samples differ.</source>
        <translation>魔棒允许采样值相差多少。</translation>
    </message>
    <message>
        <source>Contiguous</source>
        <translation>仅相连区域</translation>
    </message>
    <message>
        <source>The magic wand takes only what touches the pixel clicked.</source>
        <translation>魔棒只选取与单击像素相连的部分。</translation>
    </message>
    <message>
        <source>Edge</source>
        <translation>边缘</translation>
    </message>
    <message>
        <source>Pixels by which marks grow, shrink and feather.</source>
        <translation>标记扩大、收缩和羽化的像素数。</translation>
    </message>
    <message>
        <source>Colour of marks</source>
        <translation>标记颜色</translation>
    </message>
    <message>
        <source>A colour such as #ff3030; empty takes the accent colour.</source>
        <translation>一种颜色,如 #ff3030;留空则使用强调色。</translation>
    </message>
    <message>
        <source>Opacity of marks</source>
        <translation>标记不透明度</translation>
    </message>
    <message>
        <source>How strongly marks cover the photo.</source>
        <translation>标记覆盖照片的浓度。</translation>
    </message>
</context>
<context>
    <name>training</name>
    <message>
        <source>Denoise</source>
        <translation>降噪</translation>
    </message>
    <message>
        <source>Deblur</source>
        <translation>去模糊</translation>
    </message>
    <message>
        <source>Inpaint</source>
        <translation>修补</translation>
    </message>
    <message>
        <source>Old photo</source>
        <translation>老照片</translation>
    </message>
    <message>
        <source>Find damage</source>
        <translation>查找损坏</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
</context>
<context>
    <name>weights</name>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Black and white</source>
        <translation>黑白</translation>
    </message>
    <message>
        <source>Damage</source>
        <translation>损伤</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>快速</translation>
    </message>
    <message>
        <source>Film grain</source>
        <translation>胶片颗粒</translation>
    </message>
    <message>
        <source>Flowers</source>
        <translation>花卉</translation>
    </message>
    <message>
        <source>Flowers and portraits, variational</source>
        <translation>花卉与人像（变分）</translation>
    </message>
    <message>
        <source>Judge of flowers</source>
        <translation>花卉评判</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大面积</translation>
    </message>
    <message>
        <source>Portraits, grey</source>
        <translation>灰度人像</translation>
    </message>
    <message>
        <source>Shake</source>
        <translation>手抖</translation>
    </message>
    <message>
        <source>Thin</source>
        <translation>细小</translation>
    </message>
    <message>
        <source>Vivid</source>
        <translation>生动</translation>
    </message>
</context>
<context>
    <name>worker</name>
    <message>
        <source>Memory ran out. Close other photos or programs, then try again.</source>
        <translation>内存不足。请关闭其他照片或程序后重试。</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({kind}). Your photos are unchanged.</source>
        <translation>发生意外错误({kind})。您的照片未改动。</translation>
    </message>
</context>
</TS>
