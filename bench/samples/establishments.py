# ruff: noqa: E501  # a table: one row, one line
"""Fifteen establishments. Every name says that it is a sample."""

from __future__ import annotations

from datetime import datetime

from bench.samples.numbers import city_code, gln
from kiosk.moment import HANOI
from kiosk.records.registry import Establishment

# fmt: off
# id, name, name in English, place, place in English, letter and number of the city's code, GLN, latitude, longitude
ROWS: tuple[tuple[str, str, str, str, str, str, int, int, float, float], ...] = (
    ("htx-rau-mau", "HTX Rau mẫu", "Sample Vegetable Cooperative", "Xã Phúc Thịnh, Hà Nội", "Phuc Thinh commune, Hanoi", "P", 417, 1, 21.1512, 105.8203),
    ("htx-song-hong-mau", "HTX Rau mẫu Sông Hồng", "Sample Red River Vegetable Cooperative", "Xã Bát Tràng, Hà Nội", "Bat Trang commune, Hanoi", "P", 438, 2, 20.9768, 105.9127),
    ("htx-huu-co-mau", "HTX Rau hữu cơ mẫu", "Sample Organic Cooperative", "Xã Sóc Sơn, Hà Nội", "Soc Son commune, Hanoi", "P", 452, 3, 21.2571, 105.8489),
    ("htx-buoi-mau", "HTX Bưởi mẫu", "Sample Pomelo Cooperative", "Phường Phú Diễn, Hà Nội", "Phu Dien ward, Hanoi", "P", 503, 4, 21.0489, 105.7561),
    ("trang-trai-qua-mau", "Trang trại Quả mẫu", "Sample Fruit Farm", "Xã Đan Phượng, Hà Nội", "Dan Phuong commune, Hanoi", "P", 519, 5, 21.0873, 105.6702),
    ("cong-ty-mau-a", "Công ty mẫu A", "Sample Company A", "Phường Hoàng Mai, Hà Nội", "Hoang Mai ward, Hanoi", "K", 106, 6, 20.9781, 105.8643),
    ("giet-mo-mau", "Cơ sở giết mổ mẫu", "Sample Slaughterhouse", "Xã Thanh Oai, Hà Nội", "Thanh Oai commune, Hanoi", "S", 31, 7, 20.8562, 105.7688),
    ("trang-trai-ga-mau", "Trang trại Gà mẫu", "Sample Chicken Farm", "Xã Yên Bài, Hà Nội", "Yen Bai commune, Hanoi", "P", 644, 8, 21.0287, 105.4319),
    ("htx-thuy-san-mau", "HTX Thủy sản mẫu", "Sample Fishery Cooperative", "Xã Ứng Hòa, Hà Nội", "Ung Hoa commune, Hanoi", "P", 702, 9, 20.7216, 105.8034),
    ("cong-ty-mau-b", "Công ty mẫu B", "Sample Company B", "Xã Ngọc Hồi, Hà Nội", "Ngoc Hoi commune, Hanoi", "K", 127, 10, 20.9174, 105.8452),
    ("htx-che-mau", "HTX Chè mẫu", "Sample Tea Cooperative", "Xã Ba Vì, Hà Nội", "Ba Vi commune, Hanoi", "P", 755, 11, 21.0893, 105.3741),
    ("htx-gao-mau", "HTX Gạo mẫu", "Sample Rice Cooperative", "Xã Tam Hưng, Hà Nội", "Tam Hung commune, Hanoi", "P", 781, 12, 20.8627, 105.8014),
    ("van-tai-mau", "Vận tải mẫu", "Sample Haulage", "Phường Hà Đông, Hà Nội", "Ha Dong ward, Hanoi", "T", 18, 13, 20.9683, 105.7752),
    ("dai-ly-mau", "Đại lý rau quả mẫu", "Sample Produce Wholesaler", "Phường Tây Tựu, Hà Nội", "Tay Tuu ward, Hanoi", "W", 214, 14, 21.0634, 105.7298),
    ("cua-hang-mau", "Cửa hàng thực phẩm mẫu", "Sample Food Shop", "Phường Cầu Giấy, Hà Nội", "Cau Giay ward, Hanoi", "R", 366, 15, 21.0347, 105.7912),
)
# fmt: on

ESTABLISHMENTS = tuple(
    Establishment(
        id=identifier,
        name=name,
        name_en=name_en,
        place=place,
        place_en=place_en,
        city_code=city_code(letter, number),
        gln=gln(order),
        latitude=latitude,
        longitude=longitude,
        registered_at=datetime(2024, 1 + order % 12, 1 + order, 9, 0, tzinfo=HANOI),
    )
    for identifier, name, name_en, place, place_en, letter, number, order, latitude, longitude in ROWS
)
ESTABLISHMENT = {establishment.id: establishment for establishment in ESTABLISHMENTS}
