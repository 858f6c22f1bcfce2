import QtQuick

// Text of the house: plain, never styled by what it contains, in our letters.
Text {
    textFormat: Text.PlainText
    font.family: Theme.family
    font.pixelSize: Theme.fact
    font.hintingPreference: Font.PreferNoHinting
    color: Theme.ink
    elide: Text.ElideRight
    wrapMode: Text.NoWrap
    verticalAlignment: Text.AlignVCenter
}
