pragma Singleton
import QtQuick

// Colours, sizes and times by meaning. All text reaches 7:1 on its ground.
QtObject {
    // Set once by Main from the shape of the window: 800 × 1280 is laid out, not squeezed.
    property bool isPortrait: false
    // Chosen by a shopper: letters of 1.4 times the size.
    property bool isLarge: false
    // Chosen by a shopper or the board: all that is touched stands in the lower half. A portrait screen has nearly all of it there.
    property bool isLow: false
    // How much of a page's height lies in the lower half of the screen. Set once by Main.
    property real lowRoom: 304
    // What is touched on every view stands at the lower edge.
    readonly property bool hasFoot: isPortrait || isLow
    // Larger letters above two rows of buttons: little height is left.
    readonly property bool isShort: isLarge && isLow && !isPortrait

    // Larger letters beside each other.
    readonly property bool isCrowded: isLarge && !isPortrait

    // What `pixels` of a letter are now.
    function size(pixels: real): int {
        return Math.round(isLarge ? pixels * 1.4 : pixels);
    }

    readonly property color paper: "#FAF7F0"
    readonly property color card: "#FFFFFF"
    readonly property color ink: "#16231B"
    readonly property color quiet: "#4A564F"
    readonly property color line: "#E2DDD0"
    readonly property color blank: "#EBE7DB"
    readonly property color asking: "#E8E4D8"
    readonly property color good: "#085A30"
    readonly property color goodTint: "#E7F3EC"
    readonly property color goodLine: "#9CC9AE"
    readonly property color stop: "#9C1B14"
    readonly property color stopTint: "#FDEEED"
    readonly property color stopLine: "#E5B5B2"
    readonly property color caution: "#FFCF6B"
    readonly property color cautionInk: "#6E3C00"
    readonly property color cautionTint: "#FDEFD5"
    readonly property color cautionLine: "#E3B873"
    readonly property color unknown: "#3D4B5C"
    readonly property color unknownTint: "#EDF1F5"
    readonly property color unknownLine: "#C3CCD6"
    readonly property color glass: "#33403A"

    readonly property string family: "Be Vietnam Pro"
    readonly property int small: size(18)
    readonly property int fact: size(20)
    readonly property int body: size(22)
    readonly property int title: size(26)
    readonly property int heading: size(28)
    readonly property int headline: 58
    readonly property int headlineLeast: 48
    readonly property int invitation: 84

    readonly property int touch: 64
    readonly property int gap: 14
    readonly property int padding: 22
    readonly property int corner: 24

    // The ground of a banner, and what stands on it.
    function ground(mark: string): color {
        switch (mark) {
        case "good": return good
        case "stop": return stop
        case "caution": return caution
        case "unknown": return unknown
        default: return asking
        }
    }
    function on(mark: string): color {
        return mark === "good" || mark === "stop" || mark === "unknown" ? card : ink
    }
    // A mark beside a statement on a white card.
    function accent(mark: string): color {
        switch (mark) {
        case "good": return good
        case "stop": return stop
        case "caution": return cautionInk
        case "unknown": return unknown
        default: return quiet
        }
    }
    function tint(mark: string): color {
        switch (mark) {
        case "good": return goodTint
        case "stop": return stopTint
        case "caution": return cautionTint
        case "unknown": return unknownTint
        default: return blank
        }
    }
    function edge(mark: string): color {
        switch (mark) {
        case "good": return goodLine
        case "stop": return stopLine
        case "caution": return cautionLine
        case "unknown": return unknownLine
        default: return line
        }
    }
}
