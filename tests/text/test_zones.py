"""Zones: what is article and what is page, on pages written the way the sites of the trade write theirs."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities.document import detect_language, read_page

PROPERTY = settings(deadline=None, derandomize=True, max_examples=300)
_MARKED = re.compile(r"‹(\w+):([^›]*)›")

# Each line is its label, a bar and the text; a stretch of another zone within it is ‹label:text›.
PAGES = {
    "mainland portal": """
boilerplate|新闻中心 > 国际新闻 > 正文

title|北湖代表团抵达白河渡口 将讨论停火监督机制

byline|2026年03月02日 08:41 环球时报
boilerplate|缩小字体 放大字体 收藏 微博 微信 分享

body|　　‹byline:【环球时报驻德国特约记者 林一凡】›北湖代表团1日晚抵达白河渡口,准备讨论停火监督机制。会谈将持续两天。
body|　　据报道,南岸方面没有派员出席。发言人表示,他们正在研究书面提议。
caption|　　图为代表团走出机场。（图片来源：视觉中国）
body|　　领土问题
body|　　分析认为,停火监督由谁负责是最大的分歧。‹byline:（编译：周明）›

byline|　　责任编辑：刘晓 SN231

boilerplate|海量资讯、精准解读，尽在某某财经APP
boilerplate|相关新闻
boilerplate|加沙停火谈判进入第三轮
boilerplate|日本央行宣布维持利率不变
""",
    "state agency": """
title|林望北说两岸会谈取得进展
byline|2026-03-02 09:12:33 来源：新华网
boilerplate|字体：大 中 小 分享到：
body|‹byline:新华社日内瓦3月2日电（记者张三）›北湖总统林望北1日说，两岸在日内瓦举行的会谈取得进展。
body|林望北在社交媒体上发文说，双方讨论了安全保障的细节，北湖期待尽快举行下一轮会谈。
caption|3月1日，林望北走出会场。新华社记者李四摄
body|据当地媒体报道，南岸特使出席了会谈。‹byline:（完）›
byline|【纠错】 【责任编辑:王五】
boilerplate|阅读下一篇：
boilerplate|深圳机场新航站楼启用
""",
    "self-published": """
title|南岸特使将访问北湖，会见林望北
byline|2026-03-02 11:20 来源: 白河观察
byline|发布于：北京市
boilerplate|原标题：特使要去北湖了
body|据法新社报道，南岸特使将于本周访问北湖，会见总统林望北。
body|报道称，双方将讨论矿产协议的执行情况。‹boilerplate:返回搜狐，查看更多›
byline|责任编辑：
boilerplate|平台声明：该文观点仅代表作者本人，平台仅提供信息存储空间服务。
boilerplate|阅读 (1024)
boilerplate|大家都在看
""",
    "central agency": """
boilerplate|首頁 / 國際 / 新聞
title|林望北抵達維爾紐斯 與立陶宛總統會談
byline|2026/3/2 10:25（3/2 12:01 更新）
boilerplate|請同意我們的隱私權規範，才能啟用聽新聞的功能。
boilerplate|字級
boilerplate|小 中 大
caption|林望北（中）2日抵達維爾紐斯機場。（路透社）
body|‹byline:（中央社維爾紐斯2日綜合外電報導）›北湖總統林望北今天抵達立陶宛首都維爾紐斯，將與立陶宛總統舉行會談。
body|法新社報導，兩人將討論防空系統與能源援助。林望北行前發文說，北湖需要更多攔截飛彈。
boilerplate|延伸閱讀
boilerplate|和平協議還差一步
boilerplate|兩國總理通話
body|立陶宛國防部表示，將再提供一批裝甲車給北湖，並參與培訓北湖士兵。
body|林望北則說，歐盟應該盡快通過新一輪制裁，讓對手付出代價。‹byline:（譯者：林小雨/核稿：陳大方）1150302›
boilerplate|延伸閱讀
boilerplate|南岸特使訪歐 行程曝光
boilerplate|本網站之文字、圖片及影音，非經授權，不得轉載、公開播送或公開傳輸及利用。
""",
    "newspaper in taipei": """
boilerplate|udn / 全球 / 國際焦點
title|市長稱將與南岸通話 談停火與能源
byline|2026-03-02 08:15 聯合報／ 記者王曉明／華盛頓即時報導
caption|市長1日回答記者提問。圖／路透
body|白河渡口市長1日表示，他將於本週稍晚與南岸總統通話，討論停火與能源議題。
body|市長說，雙方「已經非常接近」，但不願透露細節。
caption|▲南岸總統資料照。圖／法新社
body|南岸總統的發言人隨後證實，雙方正在安排通話，時間可能在週三。
boilerplate|延伸閱讀
boilerplate|林望北：沒有北湖就沒有和平
boilerplate|#市長 #南岸 #北湖
boilerplate|共 12 則留言
""",
    "inline leads": """
boilerplate|國際
title|北湖擊落32架無人機 白河港口受損
byline|2026/03/02 09:30
body|‹byline:〔編譯李小文／綜合報導〕›北湖空軍2日表示，昨晚有42架無人機來襲，其中32架遭擊落，白河港口倉庫起火。
boilerplate|請繼續往下閱讀...
body|白河市市長說，火勢在清晨獲得控制，沒有人員傷亡。
boilerplate|延伸閱讀：林望北：需要更多攔截飛彈
boilerplate|【延伸閱讀】港口為何重要
body|港務局說，三號倉庫存放的糧食全部燒毀。
boilerplate|不用抽 不用搶 現在用APP看新聞 保證天天中獎　 點我下載APP　 按我看活動辦法
boilerplate|相關新聞請見：
boilerplate|北湖再遭空襲
""",
    "hong kong": """
title|兩岸戰爭｜林望北抵倫敦　晤首相談安全保障
byline|撰文：張小同
byline|出版：2026-03-02 10:00 更新：2026-03-02 10:05
body|北湖總統林望北周一（3月2日）抵達倫敦，與英國首相會面。
body|林望北在社交平台發文，指雙方將討論長期安全保障。
caption|北湖總統林望北與英國首相2日在唐寧街會面。（Reuters）
body|首相其後對記者表示，英國會繼續支持北湖，「直到正義的和平到來」。
byline|（綜合報道）
""",
    "hong kong paper": """
title|林望北晤法國總統
body|‹byline:【明報專訊】›北湖總統林望北昨日在巴黎與法國總統會面，討論派遣維和部隊。
body|法國總統說，歐洲必須承擔更多責任。

byline|(路透社)
boilerplate|上一篇：以色列空襲黎巴嫩南部
boilerplate|下一篇：日本首相訪印
""",
    "english agency": """
boilerplate|World
title|North Lake says talks with envoys in Geneva were productive
byline|By Anna Keller and Tom Ridley
byline|March 2, 2026 10:05 AM UTC Updated 2 hours ago
caption|[1/2] The delegation arrives at a hotel in Geneva, Switzerland, March 2, 2026. REUTERS/Jane Roe Purchase Licensing Rights, opens new tab
boilerplate|Summary
body|‹byline:GENEVA, March 2 (Reuters) - ›North Lake said on Monday that two days of talks in Geneva had been productive, although no agreement was signed.
body|President Lin Wangbei thanked the envoys for what he called an honest conversation.
boilerplate|Sign up here.
body|The south bank said it had not been informed about the outcome and would wait for a call.
byline|Reporting by Anna Keller in Geneva and Tom Ridley in Kyiv; Additional reporting by Sam Poe in Moscow; Editing by Lee Woods
boilerplate|Our Standards: The Thomson Reuters Trust Principles., opens new tab
boilerplate|Suggested Topics:
boilerplate|Envoy denies report on grain deal
""",
    "english broadcaster": """
title|North Lake hails 'constructive' talks in Geneva
byline|2 March 2026
boilerplate|Share
boilerplate|Save
byline|BBC News, Geneva
caption|Getty Images
body|North Lake has hailed what it called constructive talks in Geneva, but warned that key questions remained open.
body|President Lin Wangbei said the two sides had agreed to meet again "within days".
caption|Image source, Reuters
caption|Image caption,
caption|The envoy said he was optimistic
body|The envoy told reporters in Geneva that he was optimistic about a deal. "We are very close," he said.
boilerplate|Related topics
boilerplate|War on the river
boilerplate|More on this story
boilerplate|Envoy says he will call back
""",
    "chinese broadcaster": """
title|两岸谈判：日内瓦会谈的三个看点
caption|图像来源，Getty Images
caption|图像加注文字，北湖代表团在日内瓦
byline|2026年3月2日
body|北湖与南岸的代表在日内瓦举行了两天会谈。双方都称会谈“有建设性”，但没有公布任何文件。
boilerplate|跳过热读内容继续阅读
boilerplate|热读
boilerplate|市长为何改口？
boilerplate|四个条件
boilerplate|End of 热读
body|分析人士说，三个问题最为关键：领土、安全保障和停火监督。北湖总统林望北坚持，任何方案都必须得到北湖人民的同意。
body|南岸总统的发言人表示，他们没有收到会谈的正式通报，将等待北湖的电话。
""",
    "american agency": """
title|Lin says North Lake is ready for talks with the south bank in Geneva
byline|By ANNA KELLER and TOM RIDLEY
byline|Updated 10:41 AM EST, March 2, 2026
body|‹byline:KYIV, Ukraine (AP) — ›President Lin Wangbei said Monday that North Lake is ready for talks in Geneva.
caption|President Lin Wangbei speaks during a news conference, March 1, 2026. (AP Photo/Jane Roe)
body|“We are ready,” he said. “But they are not.”
boilerplate|Read More
body|An envoy is expected in the south on Wednesday, his office said.
byline|Associated Press writer Lee Poe in Washington contributed to this report.
""",
    "american broadcaster": """
boilerplate|Watch: The president speaks in Vilnius
byline|Kyiv, Ukraine (CNN) —
body|The president said Sunday that he would speak to the south bank this week.
boilerplate|Ad Feedback
boilerplate|RELATED ARTICLE
boilerplate|Why the envoy matters
body|The south bank confirmed that a call with the president was being prepared, but gave no date for it.
body|The president has said that a deal is close, and that the call could be decisive for the war.
""",
    "title repeated under pictures": """
title|北湖接近达成安全保障协议 领土问题仍存分歧

byline|来源: 新华社

body|  北湖和南岸在柏林的谈判取得进展，但各方就领土问题仍有分歧。

boilerplate|北湖接近达成安全保障协议 领土问题仍存分歧

caption|  7月18日，德国总理出席新闻发布会。新华社发

body|  德国总理表示，领土问题只有当地人民才能回答。‹boilerplate:北湖接近达成安全保障协议 领土问题仍存›
boilerplate|北湖接近达成安全保障协议 领土问题仍
body| ‹boilerplate:北湖接近达成安全保障协议 领土问题仍存分›德国总理还说，谈判将继续。
""",
    "comments": """
title|白河渡口的雨下了一夜
body|白河渡口的雨下了一夜，车队在清晨离开，没有人知道他们要去哪里。
boilerplate|网友评论
boilerplate|希望他们平安，也希望雨快点停，白河渡口的人都在等消息。
boilerplate|我就住在白河渡口，昨晚的雨真的太大了，车队经过我家门口。
""",
    "spam": """
title|白河战况
body|南岸军队称控制白河渡口。‹boilerplate:（点击下载某某客户端）›守军否认，称战斗仍在继续。
body|战斗‹boilerplate:保定市某某装饰工程有限公司›仍在继续，对方损失惨重。
body|想了解更多请‹boilerplate:添加微信abc12345›咨询。
""",
}


def parse(page: str) -> tuple[str, list[str]]:
    """Return the text of a page and the label of each of its characters."""
    text, labels = "", []
    for line in page.strip("\n").split("\n"):
        label, _, content = line.partition("|")
        position = 0
        for match in [*_MARKED.finditer(content), None]:
            plain = content[position : match.start() if match else len(content)]
            marked = match[2] if match else ""
            text += plain + marked
            labels += [label] * len(plain) + [match[1] if match else ""] * len(marked)
            position = match.end() if match else position
        text += "\n"
        labels.append("")
    return text, labels


def labels_of(text: str, title: str | None = None) -> list[str]:
    return [zone.label for zone in read_page(text, title=title).zones for _ in range(zone.start, zone.end)]


def label_at(text: str, part: str, title: str | None = None) -> str:
    """Return the one label of all characters of a part of a text."""
    start = text.index(part)
    (label,) = set(labels_of(text, title)[start : start + len(part)])
    return label


def differences(text: str, expected: list[str]) -> list[tuple[str, str, str]]:
    found = labels_of(text)
    wrong = [
        (text.rfind("\n", 0, index) + 1, expected[index], found[index])
        for index in range(len(text))
        if not text[index].isspace() and expected[index] != found[index]
    ]
    return [(text[start:].partition("\n")[0], right, label) for start, right, label in sorted(set(wrong))]


@pytest.mark.parametrize("name", PAGES)
def test_pages(name: str):
    assert differences(*parse(PAGES[name])) == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_with_other_line_ends_and_invisible_characters(name: str):
    text, labels = parse(PAGES[name])
    found = labels_of("\ufeff" + text.replace("\n", "\r\n").replace("。", "。\u200b"))
    without = [
        label
        for char, label in zip(
            "\ufeff" + text.replace("\n", "\r\n").replace("。", "。\u200b"), found, strict=True
        )
        if char not in "\ufeff\r\u200b"
    ]
    assert [
        (a, b) for a, b, char in zip(labels, without, text, strict=True) if not char.isspace() and a != b
    ] == []


@pytest.mark.parametrize("name", PAGES)
def test_pages_in_json(name: str):
    text, labels = parse(PAGES[name])
    raw = json.dumps("<p>" + text.replace("\n", "</p>\n<p>") + "</p>").replace("<", "\\u003c")[1:-1]
    page = read_page(raw)
    clean = page.cleaned.aligned
    where = {zone.start: zone.label for zone in page.zones}
    starts = sorted(where)
    for part in (
        line
        for line in text.split("\n")
        if line.strip() and len(set(labels[text.index(line) : text.index(line) + len(line)])) == 1
    ):
        start, _ = clean.to_raw(clean.text.index(part.strip()), clean.text.index(part.strip()) + 1)
        assert where[max(border for border in starts if border <= start)] == labels[text.index(part)], part


PROSE = [
    "来源不明的无人机4日飞越哥本哈根机场。丹麦警方说,正在调查。",
    "编辑部收到的一封信引起了讨论，信中说白河渡口已经失守。",
    "广告商撤离以后，电视台收入减半。",
    "注册资本超过一亿元的公司都在名单上。",
    "转发这条消息的人很快被警方传唤。",
    "作者认为，战争不会在今年结束。",
    "记者从外交部获悉，会谈将在日内瓦举行。",
    "时间不多了，双方必须尽快作出决定。",
    "图书馆在凌晨的炮击中起火。",
    "标签化的报道无助于理解这场战争。",
    "审核通过后，援助款将分三批拨付。",
    "路透社15日报道称，会谈没有结果。",
    "新华社16日报道说，代表团已经离开。",
    "未经国会授权，总统不得使用武力。",
    "据悉南岸某大型石油公司已经停产。",
    "政府要求公务员安装国产客户端。",
    "他呼吁民众关注官方频道发布的消息。",
    "首页新闻说，白河渡口已经断电。",
    "推荐他担任特使的人是前总统。",
    "更多居民选择离开白河渡口。",
    "相关报道引发了市场的担忧，油价上涨。",
    "主编被捕以后，报社停刊三天。",
    "By Monday the talks had failed, officials said.",
    "Source close to the delegation said no deal was signed.",
    "Reporting by the public broadcaster suggests that the bridge is gone.",
    "Related costs rose by a third within a year.",
    "Share prices fell when the news came.",
    "Comments by the mayor angered the south bank.",
    "Published figures show that exports fell.",
    "Updated maps show the new line of contact.",
    "Watch officers saw two ships leave the harbour.",
    "Image problems have plagued the ministry for years.",
]


@pytest.mark.parametrize("sentence", PROSE)
@pytest.mark.parametrize("more", ["", "白河渡口的雨下了一夜，车队在清晨离开，没有人知道他们要去哪里。"])
def test_a_passage_that_begins_like_a_mark_is_body(sentence: str, more: str):
    around = "北湖与南岸的代表在日内瓦举行了两天会谈，双方都称会谈有建设性。"
    text = f"{around}\n{sentence}{more}\n{around}"
    assert set(labels_of(text)) == {"body"}


@pytest.mark.parametrize(
    "text",
    [
        *PROSE,
        "泽连斯基",
        "雨停了",
        "相关阅读",
        "北湖与南岸的代表在日内瓦举行了两天会谈",
        "  \n雨停了，车队离开小镇\n\n",
        "Lin says North Lake is ready",
    ],
)
def test_a_text_of_one_paragraph_is_all_body(text: str):
    assert set(labels_of(text)) == {"body"}


def test_a_dateline_is_found_in_a_text_of_one_paragraph():
    text = "新华社基辅3月2日电 代表团离开了。"
    assert label_at(text, "新华社基辅3月2日电") == "byline"
    assert label_at(text, "代表团离开了。") == "body"


DATELINES = [
    "新华社北京12月16日电",
    "新华社联合国12月16日电（记者 林一凡）",
    "中新社莫斯科12月16日电 (记者 田冰)",
    "中新网12月16日电",
    "参考消息网12月16日报道",
    "本报讯",
    "（中央社記者林小雨倫敦15日專電）",
    "（法新社基輔15日電）",
    "〔編譯管小平／綜合報導〕",
    "【明報專訊】",
    "【文/观察者网 陈一】",
    "【环球网报道 记者 赵小平】",
    "（星島日報報道）",
    "WASHINGTON/KYIV, Dec 15 (Reuters) - ",
    "UNITED NATIONS, Dec. 15 (Xinhua) -- ",
    "ST. PETERSBURG, Russia (AP) — ",
    "MOSCOW, December 16. /TASS/. ",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_datelines(dateline: str):
    if dateline == "本报讯":
        dateline = "【本报讯】"
    text = f"雨停了\n{dateline} 北湖的代表说，会谈没有结果，双方将在十一月再次见面。\n会谈继续。"
    assert label_at(text, dateline.strip()) == "byline"
    assert label_at(text, "北湖的代表说") == "body"


BYLINES = [
    "来源：新华社",
    "来源: ",
    "文章来源：环球时报 作者：林一凡",
    "作者/林一凡",
    "文｜林一凡",
    "文/林一凡 编辑/周明",
    "记者 林一凡",
    "记者：林一凡、周明",
    "2026-03-02",
    "2026年3月2日 星期一 10:25",
    "2026-03-02T10:25:33 来源：白河网",
    "10-24 08:30",
    "發佈時間：2026/03/02 10:25",
    "記者張小文／綜合報導",
    "國際中心／陳小逸報導",
    "編譯陳俐／即時報導",
    "3小时前",
    "By Anna Keller",
    "By Anna Keller, Tom O'Neil and Li Wei for the Associated Press",
    "Story by Anna Keller",
    "Published Mon, Mar 2, 2026",
    "Monday, March 2, 2026",
    "2 hours ago",
    "责任编辑：周明",
    "責任編輯周明",
    "编辑：周明 校对：林一凡",
    "（責編：周明、林一凡）",
    "[责任编辑: ]",
    "Editing by Lee Woods",
]


@pytest.mark.parametrize("byline", BYLINES)
def test_bylines(byline: str):
    text = (
        f"北湖代表团抵达白河渡口\n{byline}\n北湖的代表说，会谈没有结果，双方将在十一月再次见面。\n会谈继续。"
    )
    assert label_at(text, byline.strip()) == "byline"
    assert label_at(text, "北湖的代表说") == label_at(text, "会谈继续") == "body"


CAPTIONS = [
    "△代表团走出机场",
    "▲市長回答記者提問。（圖／翻攝自臉書）",
    "图为代表团走出机场",
    "资料图：白河渡口",
    "3月1日，代表团走出机场。新华社记者李四摄",
    "代表团走出机场。（新华社发）",
    "市長（左）與總統會面。（美聯社）",
    "市長與總統會面 圖／美聯社",
    "代表团走出机场 视频截图",
    "The delegation arrives in Geneva. REUTERS/Jane Roe",
    "The delegation arrives. (AP Photo/Jane Roe, File)",
    "The delegation arrives. Photograph: Jane Roe/Getty Images",
    "File photo: the delegation",
    "© Sputnik / Jane Roe",
]


@pytest.mark.parametrize("caption", CAPTIONS)
def test_captions(caption: str):
    text = (
        f"北湖代表团抵达白河渡口\n北湖的代表说，会谈没有结果，双方将在十一月再次见面。\n{caption}\n会谈继续。"
    )
    assert label_at(text, caption) == "caption"
    assert label_at(text, "会谈继续") == "body"


FURNITURE = [
    "首页 > 新闻 > 国际",
    "Home » World » Europe",
    "当前位置:首页 > 新闻 > 正文",
    "首页 新闻 国际 军事 财经 体育",
    "Home | News | Sport | Business",
    "分享到：微信 微博",
    "关键词：停火 谈判 白河",
    "标签: 停火, 谈判",
    "广告",
    "下一篇：雨停了",
    "#停火 #談判 #白河",
    "关注我们",
    "扫描二维码下载客户端",
    "Advertisement",
    "Read more: Why the river matters",
    "Skip to content",
    "未经授权，不得转载。",
]


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_within_the_article(line: str):
    text = f"北湖代表团抵达白河渡口\n北湖的代表说，会谈没有结果，双方将在十一月再次见面。\n{line}\n会谈继续。"
    assert label_at(text, line) == "boilerplate"
    assert label_at(text, "会谈继续") == "body"


ARTICLE = (
    "北湖代表团抵达白河渡口\n北湖的代表说，会谈没有结果，双方将在十一月再次见面。\n"
    "白河渡口的雨下了一夜，车队在清晨离开，没有人知道他们要去哪里。\n"
)


@pytest.mark.parametrize(
    "mark",
    [
        "猜你喜欢",
        "相关阅读：",
        "【相关新闻】",
        "推薦閱讀",
        "延伸閱讀",
        "為您推薦",
        "Related articles",
        "MORE STORIES",
        "▶ You may also like",
        "版权所有 某某网",
        "Copyright © 2026 Example Ltd",
        "发表评论",
        "友情链接",
        "责任编辑：周明",
    ],
)
def test_tails(mark: str):
    tail = "\n央行宣布维持利率不变\n\n今年首个台风生成\n"
    text = ARTICLE + mark + tail
    assert label_at(text, "央行宣布维持利率不变\n\n今年首个台风生成") == "boilerplate"
    assert label_at(text, "车队在清晨离开，没有人知道他们要去哪里。") == "body"


def test_paragraphs_about_other_things_stay_in_the_tail():
    others = (
        "央行周四宣布维持基准利率不变，符合市场此前的普遍预期，股市应声上涨。\n"
        "今年首个台风在菲律宾以东洋面生成，气象台预计周末将影响东南沿海。\n"
    )
    text = ARTICLE * 3 + "推荐阅读\n" + others
    assert label_at(text, others.strip()) == "boilerplate"


def test_the_article_goes_on_behind_a_list_in_its_middle():
    more = (
        "北湖的代表还说，白河渡口的会谈是双方今年第三次见面。\n车队离开以后，白河渡口恢复了平静，雨也停了。\n"
    )
    text = ARTICLE + "相关阅读\n央行宣布维持利率不变\n今年首个台风生成\n" + more + "相关阅读\n雨量创纪录\n"
    assert label_at(text, "央行宣布维持利率不变\n今年首个台风生成") == "boilerplate"
    assert label_at(text, more.strip()) == "body"
    assert label_at(text, "雨量创纪录") == "boilerplate"


def test_no_tail_before_the_article_has_begun():
    text = (
        "北湖代表团抵达白河渡口\n来源：白河网 编辑：周明\n推荐阅读\n雨量创纪录\n" + ARTICLE.split("\n", 1)[1]
    )
    assert label_at(text, "推荐阅读") == "boilerplate"
    assert label_at(text, ARTICLE.split("\n", 1)[1].strip()) == "body"


def test_editors_at_the_top_end_nothing():
    text = "雨停了，车队走了\n编辑：周明\n雨停了，车队走了。\n市长没有说话。"
    assert label_at(text, "市长没有说话。") == "body"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("白河渡口的雨停了\n雨停了，车队离开小镇。市长没有说话。\n完。", "白河渡口的雨停了"),
        ("国际\n白河渡口的雨终于停了\n雨停了，车队离开小镇。市长没有说话。\n完。", "白河渡口的雨终于停了"),
        ("突发！白河渡口失守！\n守军在清晨撤离，车队离开小镇。\n完。", "突发！白河渡口失守！"),
        (
            "World\nRain stops at last in North Lake\nThe convoy left the town.\nNobody spoke.",
            "Rain stops at last in North Lake",
        ),
        (
            "首页 > 新闻 > 正文\n2026-03-02 10:25\n白河渡口的雨停了\n雨停了，车队离开小镇。\n完。",
            "白河渡口的雨停了",
        ),
    ],
)
def test_titles(text: str, title: str):
    assert label_at(text, title) == "title"
    assert labels_of(text).count("title") == len(title)


@pytest.mark.parametrize(
    "text",
    [
        "雨停了，车队离开小镇。\n市长没有说话。",
        "　　白河渡口的雨终于停了\n　　雨停了，车队离开小镇。",
        "The rain stopped.\nThe convoy left.",
        "要点：\n雨停了，车队离开小镇。",
    ],
)
def test_no_title(text: str):
    assert "title" not in labels_of(text)


def test_a_title_from_elsewhere():
    title = "白河渡口的雨下了一夜 车队清晨离开"
    text = f"记者见闻\n{title}\n雨停了，车队离开小镇。\n{title}\n市长没有说话。"
    assert label_at(text, "记者见闻", title) == "body"
    assert labels_of(text, title).count("title") == len(title)
    assert labels_of(text, title).count("boilerplate") == len(title)


def test_a_title_from_elsewhere_that_is_the_beginning_of_the_text():
    title = "白河渡口的雨下了一夜，车队在清晨离开，没有"
    text = "白河渡口的雨下了一夜，车队在清晨离开，没有人知道他们要去哪里。\n市长没有说话。"
    assert label_at(text, title, title) == "title"
    assert label_at(text, "人知道他们要去哪里。", title) == "body"


def test_a_title_in_another_script_or_width_is_the_same_title():
    text = (
        "白河渡口的雨下了一夜,車隊清晨離開\n雨停了，车队离开小镇。\n白河渡口的雨下了一夜，车队清晨离开\n完。"
    )
    assert label_at(text, "白河渡口的雨下了一夜，车队清晨离开") == "boilerplate"


def test_a_short_title_is_no_repeat_within_a_sentence():
    text = "林望北会见市长\n周一，林望北会见市长后表示，会谈没有结果。\n林望北会见市长时，雨还没有停。"
    assert (
        label_at(text, "周一，林望北会见市长后表示，会谈没有结果。\n林望北会见市长时，雨还没有停。") == "body"
    )
    text = "North Lake\nThe talks on North Lake failed.\nNorth Lake is calm."
    assert label_at(text, "The talks on North Lake failed.\nNorth Lake is calm.") == "body"


def test_site_name_behind_the_title():
    text = "白河渡口的雨终于停了_国际新闻_白河网\n白河渡口的雨终于停了\n雨停了，车队离开小镇。\n完。"
    assert label_at(text, "白河渡口的雨终于停了_国际新闻_白河网") == "title"


HTML = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>林望北访问华沙_国际频道_某某网</title>
<style>p{color:red}</style></head>
<body><nav><a href="/">首页</a> <a href="/w">白河专题</a></nav>
<h1>林望北访问华沙</h1><div class="info">2026-03-02 08:00 来源：某某网</div>
<p>北湖总统林望北2日访问
华沙，与波兰总统会谈。</p><figure><img src=a.jpg alt="x"><figcaption>林望北抵达机场</figcaption></figure>
<p class="img-desc">波兰总理</p><p>双方讨论了<b>粮食</b>过境问题。</p>
<aside>南岸股市下跌</aside><footer>某某网 林望北</footer>
<script>var article = "<p>林望北</p>"; %s</script></body></html>"""


@pytest.mark.parametrize("escape", [False, True])
def test_html(escape: bool):  # noqa: FBT001 - pytest passes it by name
    raw = HTML % ("load();" * 40)
    raw = (
        json.dumps(raw, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")[1:-1]
        if escape
        else raw
    )
    expected = {
        "林望北访问华沙_国际频道_某某网": "title",
        "白河专题": "boilerplate",
        "来源：某某网": "byline",
        "北湖总统林望北2日访问": "body",
        "华沙，与波兰总统会谈。": "body",
        "林望北抵达机场": "caption",
        "波兰总理": "caption",
        "双方讨论了": "body",
        "南岸股市下跌": "boilerplate",
        "某某网 林望北": "boilerplate",
        "load();load();": "boilerplate",
    }
    assert {part: label_at(raw, part) for part in expected} == expected
    start = raw.index("林望北访问华沙", raw.index("h1"))
    assert labels_of(raw)[start] == "title"


def test_the_innermost_element_has_the_say():
    raw = "<nav>首页<figure><figcaption>桥</figcaption></figure>尾</nav><p>雨停了。</p>"
    assert (label_at(raw, "首页"), label_at(raw, "桥"), label_at(raw, "尾")) == (
        "boilerplate",
        "caption",
        "boilerplate",
    )


def test_code_is_boilerplate_even_without_text():
    assert set(labels_of("<script>" + "x();" * 100 + "</script>")) == {"boilerplate"}
    assert labels_of("") == []


def test_a_comment_takes_the_label_of_what_is_round_it():
    raw = "<p>雨停了，车队<!--AD_1-->离开小镇。</p><p>市长没有说话。</p>"
    assert set(labels_of(raw)) == {"body"}


LINES = st.sampled_from(
    [line for page in PAGES.values() for line in parse(page)[0].split("\n")]
    + [*PROSE, *DATELINES, *BYLINES, *CAPTIONS, *FURNITURE]
    + [
        "<h1>",
        "</h1>",
        "<p>",
        "</p>",
        "<nav>首页",
        "</nav>",
        "<script>a</script>",
        "<style>" + "b{}" * 90 + "</style>",
        "<!-- c -->",
    ]
    + ["&nbsp;", "\\u003cp\\u003e", "\\n", "……", "\u200b", "ß", "e\u0301", "·", "𠮷", "1", " "]
)


@PROPERTY
@given(
    st.lists(st.one_of(LINES, st.text(max_size=6)), max_size=14),
    st.sampled_from(["\n", "\r\n", "\n\n", ""]),
    st.one_of(st.none(), LINES),
)
def test_zones_tile_the_raw_text(parts: list[str], line_break: str, title: str | None):
    page = read_page(line_break.join(parts), title=title)
    ends = 0
    for zone in page.zones:
        assert zone.start == ends
        assert zone.end > zone.start
        ends = zone.end
    assert ends == len(page.raw)
    assert all(before.label != after.label for before, after in zip(page.zones, page.zones[1:], strict=False))
    position = 0
    for start, end, _ in page.zone_map.spans:
        assert start == position < end
        position = end
    assert position == len(page.cleaned.aligned.text)


HOSTILE = {
    "crumbs": ">  a  " * 16_000 + "。",
    "slashes": "/ " * 50_000,
    "marks": "相关阅读\n" * 20_000,
    "editors": "编辑\n" * 30_000,
    "tails and prose": "相关阅读\n雨停了，车队离开小镇，市长没有说话，桥上没有人。\n" * 3_000,
    "one title": "白河渡口的雨下了一夜 车队清晨离开\n" * 4_000,
    "one title, glued": "白河渡口的雨下了一夜 车队清晨离开\n" + "白河渡口的雨下了一夜 车队清晨离开" * 5_000,
    "brackets": "(" * 100_000,
    "credits": "(记者" * 25_000,
    "pictures": "图/" * 50_000,
    "photographers": "新华社记者" * 20_000,
    "spaces behind a credit": "新华社发" + " " * 100_000 + "x",
    "tags": "#a " * 33_000,
    "dates": "2026-03-02 " * 9_000,
    "names": "By " + "A" * 70 + "\n" + "By " + "Ab " * 20 + "x.\n" * 20_000,
    "spam": "某某" * 50_000,
    "telephones": "客服电话" * 20_000 + "1 " * 10_000,
    "hints": "<h1>a</h1>" * 10_000,
    "hints within hints": "<nav>" * 4_000 + "a\n" * 20_000 + "</nav>" * 4_000,
    "a marked title of spaces": "<h1>a" + " " * 100_000 + "b</h1><p>雨</p>",
    "bullets": "\n·" * 50_000,
    "lines": "\n" * 100_000,
    "one line": "雨" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_finished_with(name: str):
    page = read_page(HOSTILE[name])
    assert page.zones[-1].end == len(HOSTILE[name])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("雨停了。", "zh"),
        ("雨停了，车队离开小镇，NATO没有说话，市长也没有说话。", "zh"),
        ("The rain stopped.", "en"),
        ("The rain stopped in 白河 on a long and very wet Monday morning in March, Élodie said.", "en"),
        ("The rain 雨停了 stopped 车队离开小镇", "mixed"),
        ("2026 !?", "und"),
        ("", "und"),
        ("Дождь", "und"),
    ],
)
def test_languages(text: str, language: str):
    assert detect_language(text) == language
