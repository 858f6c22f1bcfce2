"""The signed lists of the samples: who may seal, and the label schemes of others."""

from __future__ import annotations

import base64
from datetime import date

from bench.samples.seals import HOST, KEYS, trust_row
from kiosk.codes.schemes import Scheme

SCHEMES = (
    Scheme(
        id="hanoi-check",
        owner="Hệ thống truy xuất nguồn gốc nông lâm thủy sản Hà Nội",
        owner_en="Hanoi traceability system for farm, forest and fishery products",
        hosts=("hn.check.net.vn",),
        proves="Cơ sở đã đăng ký với thành phố; cơ sở tự khai sản phẩm và giấy chứng nhận",
        proves_en="The establishment is registered with the city; it states product and certificates itself",
        proves_not="Hàng trong gói đúng là hàng đã khai; tem là bản gốc, chưa bị sao chép",
        proves_not_en="That the goods inside are those stated; that the code was not reprinted or moved",
        first_day=date(2018, 10, 1),
    ),
    Scheme(
        id="ministry-agriculture",
        owner="Bộ Nông nghiệp và Môi trường",
        owner_en="Ministry of Agriculture and Environment",
        hosts=("checkvn.mae.gov.vn",),
        proves="Cơ sở đã đăng ký với Bộ; có mã vùng trồng, nơi đóng gói; ngày thu hoạch do cơ sở khai",
        proves_en="The establishment is registered with the Ministry; growing area and packing house have codes; "
        "the harvest date is stated by the establishment",
        proves_not="Hàng trong gói đúng là hàng đã khai; tem là bản gốc, chưa bị sao chép; lô này đã về chợ nào",
        proves_not_en="That the goods inside are those stated; that the code was not reprinted or moved; "
        "which market the lot was sent to",
        first_day=date(2025, 7, 1),
    ),
    Scheme(
        id="verigoods",
        owner="Nền tảng định danh, xác thực hàng hóa VeriGoods",
        owner_en="VeriGoods platform for identifying and verifying goods",
        hosts=("verigoods.vn", "www.verigoods.vn"),
        proves="Sản phẩm đã được định danh trên nền tảng; doanh nghiệp đứng tên đã khai báo",
        proves_en="The product has an identity on the platform; the firm named has declared it",
        proves_not="Lô hàng, ngày thu hoạch; tem là bản gốc, chưa bị sao chép",
        proves_not_en="Lot and harvest date; that the code was not reprinted or moved",
        first_day=date(2025, 10, 1),
    ),
    Scheme(
        id="national-portal",
        owner="Cổng thông tin truy xuất nguồn gốc sản phẩm, hàng hóa quốc gia",
        owner_en="National portal for the traceability of products and goods",
        hosts=("truyxuat.gov.vn", "www.truyxuat.gov.vn"),
        proves="Hệ thống truy xuất của doanh nghiệp đã kết nối với cổng quốc gia",
        proves_en="The firm's traceability system is connected to the national portal",
        proves_not="Nội dung do doanh nghiệp khai là đúng; tem là bản gốc, chưa bị sao chép",
        proves_not_en="That what the firm states is right; that the code was not reprinted or moved",
        first_day=date(2024, 10, 1),
    ),
    Scheme(
        id="two-layer-scratch",
        owner="Tem cào hai lớp (đơn vị in tem mẫu)",
        owner_en="Two-layer scratch label (sample label printer)",
        hosts=("tem2lop.example",),
        path_prefix="/t/",
        proves="Lớp ngoài: tên sản phẩm và cơ sở. Lớp dưới chỉ chứng tỏ một lần: để dành cho người mua cào",
        proves_en="Outer layer: product and firm. The layer below proves one time only: leave it to the buyer",
        proves_not="Lớp ngoài không chứng tỏ gói này là hàng của cơ sở",
        proves_not_en="The outer layer does not prove that this pack comes from the firm",
        first_day=date(2015, 1, 1),
    ),
    Scheme(
        id="payment",
        owner="Mã chuyển khoản, thanh toán",
        owner_en="Payment code",
        hosts=(),
        text_prefixes=("000201",),
        proves="Tài khoản nhận tiền do người dán mã chọn",
        proves_en="An account, chosen by whoever stuck the code there",
        proves_not="Nguồn gốc của hàng",
        proves_not_en="Where goods come from",
    ),
    Scheme(
        id="wifi",
        owner="Mã Wi-Fi",
        owner_en="Wi-Fi code",
        hosts=(),
        text_prefixes=("WIFI:",),
        proves="Tên và mật khẩu của một mạng Wi-Fi",
        proves_en="Name and password of a Wi-Fi network",
        proves_not="Nguồn gốc của hàng",
        proves_not_en="Where goods come from",
    ),
    Scheme(
        id="contact",
        owner="Danh thiếp",
        owner_en="Contact card",
        hosts=(),
        text_prefixes=("BEGIN:VCARD", "MECARD:"),
        proves="Tên và số điện thoại mà người làm mã ghi",
        proves_en="A name and a number that whoever made the code wrote",
        proves_not="Nguồn gốc của hàng",
        proves_not_en="Where goods come from",
    ),
)


def trust_list() -> dict[str, object]:
    """Return the trust list of the samples, in the form of docs/specs/seal.md."""
    return {
        "version": 7,
        "issued": "2026-11-23T00:00:00Z",
        "hosts": [HOST],
        "keys": [trust_row(key) for key in KEYS],
    }


def practice_keys() -> dict[str, object]:
    """Return the test keys by which a demonstration's centre seals, and the list of the weeks before.

    TEST KEYS: their seeds are published, and a seal made with them proves nothing.
    """
    return {
        "earlier": {**trust_list(), "version": 6, "issued": "2026-11-02T00:00:00Z"},
        "keys": [
            {
                "kid": key.kid,
                "establishment_id": key.establishment_id,
                "seed": base64.b64encode(key.seed).decode("ascii"),
            }
            for key in KEYS
            if key.status == "active"
        ],
    }
