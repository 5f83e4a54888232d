"""What a bundle leaves out: parts of the libraries that the program never reaches, by path inside the bundle."""

import re

# Whole Python modules. PyInstaller follows imports that sit behind a condition, and the libraries have many.
EXCLUDED_MODULES = (
    "IPython",
    "PIL.ImageTk",
    "_tkinter",
    "caffe2",
    "jinja2",
    "matplotlib",
    "numpy.f2py",
    "numpy.testing",
    "onnx",
    "onnxscript",
    "pip",
    "pydoc",
    "pytest",
    "scipy",
    "setuptools",
    "skimage",
    "tensorboard",
    "tkinter",
    "torch.utils.tensorboard",
    "triton",
    "wheel",
)

_KEPT_PLATFORMS = ("libqxcb", "libqoffscreen", "libqminimal.", "libqwayland", "qwindows", "qcocoa", "libqcocoa")

# Searched in the path inside the bundle, written with slashes.
_DROPPED = tuple(
    re.compile(pattern)
    for pattern in (
        r"(^|/)torch/(test|include|share)/",
        r"(^|/)torch/bin/(?!torch_shm_manager)",  # `import torch` asks for that one by name
        r"(^|/)torch/lib/(libtorchbind_test|libbackend_with_compiler|libjitbackend_test|libaoti_custom_ops)",
        r"(^|/)torch/.*\.(pyi|lib|a|h|hpp|cuh|cmake)$",
        r"(^|/)caffe2/",
        r"(^|/)functorch/(?!.*\.so)",
        r"(^|/)cv2/(data|misc|qt)/",
        r"(^|/)numpy/.*/tests/",
        r"(^|/)PySide6/(Qt/)?(qml|metatypes|lib/objects|libexec|resources|scripts|typesystems|glue|support|doc)(/|$)",
        r"(^|/)PySide6/.*translations/(?!qtbase_)",
        r"(^|/)PySide6/.*plugins/(egldeviceintegrations|generic|networkinformation|tls|sqldrivers|qmltooling|qmllint"
        r"|designer|printsupport|multimedia|position|sensors|scxmldatamodel|webview|platforminputcontexts/libqtvirtual)",
        r"(^|/)PySide6/.*plugins/platformthemes/libqgtk3",
        r"(^|/)(lib)?Qt6?(Network|Qml|QmlModels|QmlMeta|QmlWorkerScript|Quick|QuickControls2|QuickWidgets|Sql|Test|Help"
        r"|PrintSupport|VirtualKeyboard|Designer|UiTools|Egl\w+|3D\w+|Pdf)(\.|$)",
        r"^lib(gtk-3|gdk-3|gdk_pixbuf|cairo|cairo-gobject|pango\w*-1|atk\S*|atspi|epoxy)[.-]",
        r"(^|/)(tcl|tk|_tcl_data|_tk_data)(/|$)",
        r"^share/(icons|fonts|themes)/",
        r"\.(pyc|whl)$",
    )
)


def keeps(path: str) -> bool:
    """True if the file that would lie at `path` inside the bundle is needed by the program."""
    place = path.replace("\\", "/")
    if "plugins/platforms/" in place:
        return any(name in place for name in _KEPT_PLATFORMS)
    return not any(pattern.search(place) for pattern in _DROPPED)
