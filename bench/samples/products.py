# ruff: noqa: E501  # a table: one row, one line
"""Thirty products over six groups, each with its producer."""

from __future__ import annotations

from bench.samples.numbers import gtin
from kiosk.records.registry import Product

# fmt: off
# reference, group, producer, name, name in English, content, content in English, grams of a fixed-weight pack, PLU
ROWS: tuple[tuple[int, str, str, str, str, str, str, int | None, str], ...] = (
    (4321, "vegetable", "htx-rau-mau", "Rau muống VietGAP", "Water spinach, VietGAP", "bó 500 g", "500 g bunch", 500, ""),
    (4322, "vegetable", "htx-rau-mau", "Cải bẹ xanh", "Mustard greens", "bó 500 g", "500 g bunch", 500, ""),
    (4323, "vegetable", "htx-rau-mau", "Mồng tơi", "Malabar spinach", "bó 400 g", "400 g bunch", 400, ""),
    (4324, "vegetable", "htx-rau-mau", "Dưa chuột", "Cucumbers", "túi 1 kg", "1 kg bag", 1000, ""),
    (4330, "vegetable", "htx-song-hong-mau", "Rau cải ngọt", "Choy sum", "bó 400 g", "400 g bunch", 400, ""),
    (4331, "vegetable", "htx-song-hong-mau", "Su hào", "Kohlrabi", "túi 1 kg", "1 kg bag", 1000, ""),
    (4340, "vegetable", "htx-huu-co-mau", "Cà chua hữu cơ", "Organic tomatoes", "khay 500 g", "500 g tray", 500, "4664"),
    (4341, "vegetable", "htx-huu-co-mau", "Xà lách hữu cơ", "Organic lettuce", "túi 300 g", "300 g bag", 300, ""),
    (4342, "vegetable", "htx-huu-co-mau", "Cà rốt hữu cơ", "Organic carrots", "túi 500 g", "500 g bag", 500, ""),
    (4422, "fruit", "htx-buoi-mau", "Bưởi Diễn loại 1", "Dien pomelo, grade 1", "một quả", "one fruit", None, ""),
    (4423, "fruit", "htx-buoi-mau", "Bưởi Diễn loại 2", "Dien pomelo, grade 2", "một quả", "one fruit", None, ""),
    (4430, "fruit", "trang-trai-qua-mau", "Cam Canh", "Canh mandarins", "túi 1 kg", "1 kg bag", 1000, ""),
    (4431, "fruit", "trang-trai-qua-mau", "Chuối tiêu hồng", "Bananas", "một nải", "one hand", None, "4011"),
    (4432, "fruit", "trang-trai-qua-mau", "Ổi lê", "Pear guavas", "túi 1 kg", "1 kg bag", 1000, ""),
    (4440, "fruit", "htx-buoi-mau", "Phật thủ", "Buddha's hand citron", "một quả", "one fruit", None, ""),
    (4510, "meat", "cong-ty-mau-a", "Giò lụa", "Giò lụa pork roll", "500 g", "500 g", 500, ""),
    (4511, "meat", "cong-ty-mau-a", "Chả quế", "Cinnamon pork roll", "khay 300 g", "300 g tray", 300, ""),
    (4520, "meat", "giet-mo-mau", "Thịt ba chỉ lợn", "Pork belly", "khay 500 g", "500 g tray", 500, ""),
    (4521, "meat", "giet-mo-mau", "Thịt nạc vai lợn", "Pork shoulder", "khay 500 g", "500 g tray", 500, ""),
    (4522, "meat", "giet-mo-mau", "Sườn non lợn", "Pork ribs", "khay 400 g", "400 g tray", 400, ""),
    (4530, "meat", "trang-trai-ga-mau", "Gà đồi nguyên con", "Free-range chicken, whole", "khoảng 1,6 kg", "about 1.6 kg", None, ""),
    (4531, "meat", "trang-trai-ga-mau", "Đùi gà đồi", "Free-range chicken legs", "khay 500 g", "500 g tray", 500, ""),
    (4610, "fish", "htx-thuy-san-mau", "Phi lê cá trắm", "Grass carp fillets", "khay 400 g", "400 g tray", 400, ""),
    (4611, "fish", "htx-thuy-san-mau", "Cá rô phi làm sạch", "Tilapia, cleaned", "khay 600 g", "600 g tray", 600, ""),
    (4620, "fish", "cong-ty-mau-b", "Chả cá", "Fish cakes", "gói 300 g", "300 g pack", 300, ""),
    (4621, "fish", "cong-ty-mau-b", "Tôm nõn", "Peeled shrimps", "khay 250 g", "250 g tray", 250, ""),
    (4710, "tea", "htx-che-mau", "Chè xanh búp", "Green tea", "gói 200 g", "200 g pack", 200, ""),
    (4711, "tea", "htx-che-mau", "Chè ướp hoa nhài", "Jasmine tea", "hộp 100 g", "100 g box", 100, ""),
    (4810, "rice", "htx-gao-mau", "Gạo nếp cái hoa vàng", "Sticky rice", "túi 1 kg", "1 kg bag", 1000, ""),
    (4811, "rice", "htx-gao-mau", "Gạo tẻ Bắc thơm", "Bac Thom fragrant rice", "túi 5 kg", "5 kg bag", 5000, ""),
)
# fmt: on

PRODUCTS = tuple(
    Product(
        gtin=gtin(reference),
        name=name,
        name_en=name_en,
        group=group,
        establishment_id=producer,
        content=content,
        content_en=content_en,
        net_weight_g=grams,
        plu=plu,
    )
    for reference, group, producer, name, name_en, content, content_en, grams, plu in ROWS
)
PRODUCT = {product.gtin: product for product in PRODUCTS}
