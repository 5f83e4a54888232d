; The installer for Windows, compiled by packaging/windows.py. It asks for no administrator and writes only into the
; person's own folders and registry; the uninstaller removes, by list, what the installer put there, and nothing else.
Unicode true
Target amd64-unicode
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
!include MUI2.nsh

Name "Restorer"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\Restorer"
InstallDirRegKey HKCU "Software\Restorer" "Folder"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Restorer"
VIAddVersionKey "FileDescription" "Restorer ${VERSION} setup"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Apache License 2.0"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Restorer"
!define OPENER "Software\Classes\Applications\restorer-window.exe"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\restorer-window.exe"

!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString KEEP ${LANG_ENGLISH} "Remove the settings and the kept work of unsaved photos too?"
LangString KEEP ${LANG_SIMPCHINESE} "是否同时删除设置和尚未保存的照片的工作记录?"

Function .onInit
  ; a new version takes the place of the old one, so that no file of it stays behind
  ReadRegStr $0 HKCU "${UNINSTALL}" "QuietUninstallString"
  ReadRegStr $1 HKCU "Software\Restorer" "Folder"
  StrCmp $0 "" fresh
    ExecWait '"$1\uninstall.exe" /S /UPGRADE _?=$1'
  fresh:
FunctionEnd

Section "Restorer"
  SetShellVarContext current
  !include "${LISTS}/install.nsh"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Restorer.lnk" "$INSTDIR\restorer-window.exe" "" "$INSTDIR\restorer-window.exe"
  WriteRegStr HKCU "Software\Restorer" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${OPENER}" "FriendlyAppName" "Restorer"
  WriteRegStr HKCU "${OPENER}\shell\open\command" "" '"$INSTDIR\restorer-window.exe" "%1"'
  !include "${LISTS}/associate.nsh"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Restorer"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\restorer-window.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

!include FileFunc.nsh
Section "Uninstall"
  SetShellVarContext current
  SetOutPath "$TEMP"
  !include "${LISTS}/remove.nsh"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  RMDir "$LOCALAPPDATA\Programs" ; goes only if it is empty
  Delete "$SMPROGRAMS\Restorer.lnk"
  DeleteRegKey HKCU "${OPENER}"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Restorer"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/UPGRADE" $1
  IfErrors 0 kept
  IfFileExists "$LOCALAPPDATA\restorer\*.*" 0 kept
  MessageBox MB_YESNO|MB_ICONQUESTION "$(KEEP)" /SD IDYES IDNO kept
    RMDir /r "$LOCALAPPDATA\restorer"
  kept:
SectionEnd
