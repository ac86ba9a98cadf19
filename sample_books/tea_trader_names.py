"""Who the small trader sells to, and what they write when they pay, in both editions. All of it is invented."""

from __future__ import annotations

from collections.abc import Mapping

CUSTOMERS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *(
            "Larkspur Lane Tearooms Ltd",
            "Harbourmist Hotel Group Ltd",
            "Copperkettle Cafés Ltd",
            "Willowmere Gift Shop",
        ),
        *("Saffron & Slate Deli Ltd", "Brackenfold Bakery Ltd", "The Quiet Teapot", "Oystershell Guesthouse Ltd"),
        *("Marrowbone Books & Tea", "Thistledown Garden Centre Ltd", "Pebblestone Bistro Ltd", "Greyheron Hotel Ltd"),
        *("Juniper Row Grocers", "Rosehip & Rye Ltd", "Candlewick Homeware Ltd", "Ivybridge Wellness Spa Ltd"),
        *("Millrace Coffee Roasters Ltd", "Foxglove Florists", "Sandpiper Beach Café", "Tamarind House Restaurant Ltd"),
        *("Elderwood Conference Centre Ltd", "Moorland Museum Shop", "Hazelbrook Farm Shop", "Saltglaze Studio Ltd"),
        *("Nettlecombe Catering Ltd",),
    ),
    "zh": (
        *("云雀巷茶室有限公司", "雾港酒店集团有限公司", "铜壶咖啡有限公司", "柳湄礼品店", "藏红石板食品有限公司"),
        *("蕨坡烘焙有限公司", "静壶茶馆", "牡蛎壳客栈有限公司", "骨书茶书店", "蓟绒园艺中心有限公司"),
        *("卵石小酒馆有限公司", "灰鹭酒店有限公司", "桧巷杂货铺", "玫果黑麦餐饮有限公司", "烛芯家居有限公司"),
        *("藤桥康养会馆有限公司", "磨渠咖啡烘焙有限公司", "毛地黄花店", "矶鹬海滩咖啡馆", "罗望子餐厅有限公司"),
        *("接骨木会议中心有限公司", "荒原博物馆商店", "榛溪农场店", "盐釉工坊有限公司", "荨麻谷餐饮服务有限公司"),
    ),
}
CITIES = {
    "en": ("Kilmorran", "Dunravel", "Ballyfern", "Castlebrae", "Rathglen"),
    "zh": ("湄州", "雾港", "蕨川", "灰岭", "汀洲"),
}
PAYERS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "alias": "The Corner Crumb",
        "owner": "Aoife Tarrow",
        "stranger": "Blackthorn Events",
        "supplier": "Longwater Kilns BV",
    },
    "zh": {"alias": "街角面包屑", "owner": "谭岸菲", "stranger": "黑荆会务", "supplier": "长水窑业有限公司"},
}
# {n}: numbers of the invoices; {first}, {last}: the first and the last of them, or what the teller puts there.
SAYS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "invoice": "Invoice {n}",
        "payment_of": "Payment of {n}, thank you",
        "only_number": "{n}",
        "order": "Your order {first}",
        "damaged": "inv {last}",
        "no_number": "Tea order",
        "several": "Invoices {n}",
        "tails": "Invoices {n}",
        "broken": "{n} less 18.40 broken cups",
        "discount": "{n} less 2% discount",
        "credit_note": "{first} less credit note {last}",
        "half_1": "{n} first half",
        "half_2": "{n} second half",
        "part": "part payment {n}",
        "prepayment": "Deposit for the summer order",
        "refund": "Refund of credit note {n}",
        "owner": "Rosehip & Rye invoice {n}",
        "thanks": "thank you",
        "deposit": "CASH LODGEMENT",
        "charge": "Account fees",
        "interest": "Interest",
        "transfer": "To savings",
        "goods": "Goods",
        "wages": "Wages",
    },
    "zh": {
        "invoice": "付发票{n}",
        "payment_of": "货款 发票号码：{n}",
        "only_number": "{n}",
        "order": "订单{first}货款",
        "damaged": "发票 {last}",
        "no_number": "茶器款",
        "several": "付发票{n}",
        "tails": "货款 发票{n}",
        "broken": "发票{n} 扣破损杯147.20元",
        "discount": "发票{n} 扣2%现金折扣",
        "credit_note": "发票{first} 冲红字发票{last}",
        "half_1": "发票{n}第一笔",
        "half_2": "发票{n}第二笔",
        "part": "部分货款 发票{n}",
        "prepayment": "夏季订货定金",
        "refund": "退红字发票{n}款",
        "owner": "玫果黑麦货款 发票{n}",
        "thanks": "货款",
        "deposit": "现金存入",
        "charge": "账户管理费",
        "interest": "存款利息",
        "transfer": "转储蓄账户",
        "goods": "货款",
        "wages": "代发工资",
    },
}
