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
    <name>dialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
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
