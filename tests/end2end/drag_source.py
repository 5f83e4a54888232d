"""A window from which a file can be dragged: `python drag_source.py FILE`; it stays until it is killed."""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel


class Source(QLabel):
    """Starts a copy drag of its file as soon as a pressed mouse moves."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Drag {path.name}")
        self.path = path
        self.setWindowTitle("drag source")
        self.setWindowFlags(Qt.WindowType.FramelessWindowHint)
        self.setGeometry(0, 0, 160, 90)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.path))])
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)


if __name__ == "__main__":
    app = QApplication(sys.argv)
    source = Source(Path(sys.argv[1]))
    source.show()
    app.exec()
