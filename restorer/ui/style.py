"""The few rules beyond the palette: quiet text, the one accented button, bars."""

from restorer.ui.theme import Colours


def sheet(colours: Colours) -> str:
    """The style sheet for one scheme of colours."""
    return f"""
QLabel#quiet {{ color: {colours.muted}; }}
QLabel#alarm {{ color: {colours.alarm}; font-weight: 600; }}
QLabel#heading {{ font-weight: 600; }}
QWidget#line {{ background: {colours.line}; }}
QFrame#notice {{ background: {colours.button}; border: none; border-bottom: 1px solid {colours.line}; }}
QFrame#options {{ border: none; border-bottom: 1px solid {colours.line}; }}
QWidget#side {{ border-left: 1px solid {colours.line}; }}
QWidget#below {{ border-top: 1px solid {colours.line}; }}
QPushButton#primary {{
    background: {colours.accent}; color: {colours.on_accent}; border: 1px solid {colours.accent};
    border-radius: 4px; padding: 4px 16px; font-weight: 600;
}}
QPushButton#primary:hover {{ border-color: {colours.text}; }}
QPushButton#primary:focus {{ border: 2px solid {colours.text}; }}
QPushButton#primary:disabled {{ background: {colours.button}; color: {colours.muted}; border-color: {colours.line}; }}
QToolButton#tab {{
    background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 4px 8px; text-align: left;
}}
QToolButton#tab:hover {{ background: {colours.button}; }}
QToolButton#tab:checked {{ background: {colours.button}; border-color: {colours.accent}; }}
QToolButton#tab:focus {{ border-color: {colours.text}; }}
QToolButton#plain {{ background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 2px; }}
QToolButton#plain:hover {{ background: {colours.button}; }}
QToolButton#plain:focus {{ border-color: {colours.accent}; }}
QToolButton#plain::menu-indicator {{ image: none; }}
QToolButton#cross {{ background: {colours.button}; border: 1px solid {colours.line}; border-radius: 4px; }}
QToolButton#cross:hover, QToolButton#cross:focus {{ border-color: {colours.accent}; }}
QPushButton#pill {{
    background: transparent; border: 1px solid {colours.muted}; border-radius: 10px; padding: 1px 12px;
}}
QPushButton#pill:checked {{ border-color: {colours.accent}; color: {colours.accent}; }}
QPushButton#pill:focus {{ border-color: {colours.text}; }}
QToolBar {{ border: none; spacing: 4px; padding: 4px; }}
QListView#strip {{ background: {colours.window}; }}
QListWidget#edits {{ background: transparent; }}
QListWidget#edits::item:selected {{ background: {colours.button}; border-radius: 4px; }}
QProgressBar {{
    background: {colours.base}; border: 1px solid {colours.line}; border-radius: 4px; text-align: center;
    color: {colours.text};
}}
QProgressBar::chunk {{ background: {colours.accent}; border-radius: 3px; }}
"""
