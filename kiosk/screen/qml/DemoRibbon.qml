pragma ComponentBehavior: Bound
import QtQuick

// What is not real says so on all four edges: a demonstration on every screen, practice on its own.
Item {
    id: ribbon

    required property string longWords
    required property string shortWords
    required property color ground
    readonly property int thickness: 30

    component Stripes: Item {
        id: stripes

        required property int repeats
        required property string words

        clip: true

        Rectangle {
            anchors.fill: parent
            color: ribbon.ground
        }
        Repeater {
            model: Math.ceil(stripes.width / 42) + 2

            Rectangle {
                required property int index

                x: index * 42 - 28
                y: -30
                width: 21
                height: 90
                rotation: 45
                antialiasing: true
                color: Theme.ink
            }
        }
        Repeater {
            model: stripes.repeats

            Rectangle {
                required property int index

                x: (index + 0.5) * stripes.width / stripes.repeats - width / 2
                width: label.implicitWidth + 28
                height: stripes.height
                color: ribbon.ground

                Words {
                    id: label

                    anchors.centerIn: parent
                    text: stripes.words
                    font.pixelSize: 20
                    font.weight: Font.Bold
                    font.letterSpacing: 1.5
                }
            }
        }
    }

    Stripes {
        repeats: Theme.isPortrait ? 2 : 3
        words: ribbon.longWords
        width: parent.width
        height: ribbon.thickness
    }
    Stripes {
        repeats: Theme.isPortrait ? 2 : 3
        words: ribbon.longWords
        width: parent.width
        height: ribbon.thickness
        anchors.bottom: parent.bottom
    }
    Stripes {
        repeats: Theme.isPortrait ? 3 : 2
        words: ribbon.shortWords
        width: parent.height - 2 * ribbon.thickness
        height: ribbon.thickness
        transformOrigin: Item.TopLeft
        rotation: 90
        x: ribbon.thickness
        y: ribbon.thickness
    }
    Stripes {
        repeats: Theme.isPortrait ? 3 : 2
        words: ribbon.shortWords
        width: parent.height - 2 * ribbon.thickness
        height: ribbon.thickness
        transformOrigin: Item.TopLeft
        rotation: 90
        x: parent.width
        y: ribbon.thickness
    }
}
