"""Six markets, and the stalls of the kiosk's own. Places are near where such markets are, no more."""

from __future__ import annotations

from kiosk.central.registry.records import Stall
from kiosk.records.registry import Market

MINH_KHAI = "minh-khai"
"""The market of the sample kiosk."""

MARKETS = (
    Market(MINH_KHAI, "Chợ đầu mối Minh Khai", 21.0503, 105.7402, "Minh Khai wholesale market"),
    Market("long-bien", "Chợ Long Biên", 21.0412, 105.8465, "Long Bien market"),
    Market("den-lu", "Chợ Đền Lừ", 20.9871, 105.8596, "Den Lu market"),
    Market("ha-dong", "Chợ Hà Đông", 20.9706, 105.7791, "Ha Dong market"),
    Market("van-dinh", "Chợ Vân Đình", 20.7344, 105.7712, "Van Dinh market"),
    Market("nghe", "Chợ Nghệ", 21.1385, 105.5049, "Nghe market"),
)
MARKET = {market.id: market for market in MARKETS}


STALLS = (
    Stall("minh-khai-a04", MINH_KHAI, "Quầy A04", "Stall A04", "htx-rau-mau", ("vegetable",)),
    Stall("minh-khai-a07", MINH_KHAI, "Quầy A07", "Stall A07", "htx-song-hong-mau", ("vegetable",)),
    Stall("minh-khai-a12", MINH_KHAI, "Quầy A12", "Stall A12", "dai-ly-mau", ("vegetable", "fruit")),
    Stall("minh-khai-b02", MINH_KHAI, "Quầy B02", "Stall B02", "htx-buoi-mau", ("fruit",)),
    Stall("minh-khai-b05", MINH_KHAI, "Quầy B05", "Stall B05", "trang-trai-qua-mau", ("fruit",)),
    Stall("minh-khai-c01", MINH_KHAI, "Quầy C01", "Stall C01", "giet-mo-mau", ("meat",)),
    Stall("minh-khai-c03", MINH_KHAI, "Quầy C03", "Stall C03", "cong-ty-mau-a", ("meat",)),
    Stall("minh-khai-c06", MINH_KHAI, "Quầy C06", "Stall C06", "htx-thuy-san-mau", ("fish",)),
    Stall("minh-khai-d02", MINH_KHAI, "Quầy D02", "Stall D02", "htx-che-mau", ("tea",)),
    Stall("minh-khai-d03", MINH_KHAI, "Quầy D03", "Stall D03", "htx-gao-mau", ("rice",)),
    Stall("den-lu-k11", "den-lu", "Quầy K11", "Stall K11", "dai-ly-mau", ("vegetable", "fruit")),
    Stall("long-bien-p20", "long-bien", "Quầy P20", "Stall P20", "dai-ly-mau", ("fruit",)),
)
