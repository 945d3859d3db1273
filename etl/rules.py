"""What a number is: a goal, a rule of the policy, or no target and why not.

In: the numbers of one sentence, each as a `Place` (what stands around it, and what the document says of its time). Out:
one `Verdict` a number. The rules are one ordered list; the first that claims a number decides. A rule is a record: name,
verdict, and what must stand to the left, to the right or in the clause; `yes` shows what it claims and `no` its near
misses, with the number in ⟦⟧, and one test runs them all. Due dates and indicators are none of this module's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from etl.mentions import Mention
from etl.schema import Reason, Role
from etl.words import class_by_word, trie_pattern

Flag = Literal["past", "legal", "permissive", "benefit", "yearly_base", "base", "chinese", "bare", "bound", "right_bound", "bracketed", "changing", "unread", "adjacent"]


@dataclass(frozen=True, slots=True)
class Place:
    """A number where it stands: `left` and `right` are its clause's text before and after, marker words included on the
    right only where they follow a noun; `clause` is left + number + right; `flags` are what the sentence says."""

    mention: Mention
    left: str
    right: str
    clause: str
    flags: frozenset[Flag]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule's name with a ledger reason, or with a role; exactly one of the two is set."""

    rule: str
    reason: Reason | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Empty conditions hold always; `left` is searched at the end of the left text, `right` matched at the
    start of the right text, `clause` searched anywhere in the clause; the left text ends with none of `not_after`; `flags` must all be up and `never` all be down."""

    name: str
    verdict: Verdict
    left: str = ""
    not_after: tuple[str, ...] = ()
    right: str = ""
    clause: str = ""
    classes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    never: tuple[Flag, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


def _ledger(name: str, reason: Reason, **conditions: object) -> Rule:
    return Rule(name, Verdict(name, reason=reason), **conditions)  # type: ignore[arg-type]


def _role(name: str, role: Role, **conditions: object) -> Rule:
    return Rule(name, Verdict(name, role=role), **conditions)  # type: ignore[arg-type]


_WHO = (
    r"(?:企业|项目|单位|机构|人员|老年人|老人|工厂|学生|儿童|幼儿|婴幼儿|家庭|用户|医院|商户|园区|住房|建筑|设备|锅炉|机组|农户|职工|居民|人群|群众|毕业生"
    r"|学历|经历|经验|工龄|对象|主体|河流|水库|村庄|公路|企事业单位|法人|纳税人|经营者|产品|车辆|船舶|楼栋|场所|电站|乔木|树木|降雨|地震|贷款|合同|订单)"
)
_TIME = ("time",)
_COUNTED = ("count", "person")

_VERBS = tuple(verb for verb in class_by_word("verbs") if verb not in ("投资", "投入", "总投资", "服务", "落户", "新落户"))

RULES: tuple[Rule, ...] = (
    _ledger("per base", "per", left=r"(?:每|各)(?:满|增加|新增|提高|降低|超过?|孵化|培养|引进|引育|建成|完成|吸纳|招用|转化|培训|接收|输送|认定|建设|创建|开展)?",
            yes=("每⟦千名⟧老人拥有养老床位8张", "每⟦两月⟧组织一次复核"), no=("每年新增⟦5000个⟧学位",)),
    _ledger("several ratios", "fact", flags=("unread",), yes=("收入比例调整为⟦15:28:57⟧",), no=("师生比达到⟦1:20⟧",)),
    _ledger("from the old value", "fact", left=r"(?:从|由)[^，；。]{0,24}",
            right=r"[^，；。、]{0,6}?(?:提高|提升|增加|增长|增至|上升|升|扩大|下降|降低|降|减少|缩短|压缩|压减|调整|放宽|延长|精简)(?:到|至|为)?",
            yes=("覆盖率从⟦60%⟧提高到75%",), no=("覆盖率从60%提高到⟦75%⟧", "从源头减少浪费⟦5%⟧")),
    _ledger("measure of a kind", "name", classes=("physical",), flags=("adjacent",), right=r"[\u4e00-\u9fff]",
            yes=("新建5座⟦220千伏⟧变电站",), no=("新建变电站5座、容量⟦220千伏⟧",)),
    _ledger("measure of a place", "name", classes=("time", "physical"), left=r"(?:步行|半径|车程|方圆|周边|出门)", yes=("步行⟦15分钟⟧可达", "半径⟦800米⟧范围内"), no=("新建步道⟦15公里⟧",)),
    _ledger("time of a rate", "name", classes=("time",), right=r"[^，。；、\d]{1,8}率", yes=("火灾⟦24小时⟧扑灭率达到95%",), no=("整改⟦24小时⟧内完成",)),
    _ledger("age", "condition", units=("周岁", "岁"), not_after=("寿命", "寿命达到", "寿命提高到", "寿命达", "寿命超过",),
            yes=("为⟦80周岁以上⟧老人发放津贴",), no=("人均预期寿命达到⟦80岁⟧",)),
    _ledger("qualifying time", "condition", classes=_TIME,
            left=r"(?:年满|已?满|不满|未满|不足|毕业|毕业后|从业|任职|工龄|从事[^，；。]{1,16}|具[有备][^，；。]{0,14}|取得[^，；。]{1,12}|工作|连续居住|居住|经营|缴费|参保|注册|成立|服务)(?:时间|年限)?(?:在|达到?|超过|不少于|不低于|至少|连续)?",
            right=r"(?!.{0,3}服务期)",
            yes=("毕业⟦5年内⟧的高校毕业生", "从业⟦3年以上⟧的人员"), no=("聘期不超过⟦3年⟧",)),
    _ledger("qualifying amount", "condition", classes=("money",), flags=("right_bound",),
            not_after=("给予", "发放", "补助", "奖励", "筹集", "安排", "提供", "投放", "享受", "申请"), right=r"(?:（含）)?(?:的)?[^，；。、\d的]{0,6}(?:项目(?!资金|投资)|企业|单位|合同|订单)",
            yes=("新招引⟦亿元以上⟧项目80个", "投资⟦500万元以上⟧的项目"), no=("筹集⟦5亿元以上⟧项目资金",)),
    _ledger("qualifying size", "condition", classes=("money", "physical", "time", "person", "ratio"), flags=("right_bound",),
            not_after=_VERBS, right=rf"(?:（含）)?(?:的)?[^，；。、\d的]{{0,8}}{_WHO}",
            yes=("投资⟦500万元以上⟧的项目", "雇工⟦30人以下⟧的工厂暂免收取", "新落户⟦1亿元以上⟧项目不少于100个"),
            no=("打造⟦30万亩以上⟧优质油茶示范带", "完成投资⟦500万元以上⟧，带动就业")),
    _ledger("qualifying measure", "condition", classes=("money", "physical"), flags=("bound",), never=("benefit",),
            not_after=_VERBS, right=rf"(?:的[^，；。、\d]{{0,8}}{_WHO}|的?[^，；。、\d]{{1,14}}\d+[万千百]?[多余]?[家个户名所座项])",
            yes=("培育营收超⟦1000万元⟧企业100家以上",), no=("营收超⟦1000万元⟧，培育企业100家以上",)),
    _ledger("qualifying population", "condition", classes=("none", "person"), flags=("bound",), right=r"(?:人)?的[^，；。、\d]{0,4}(?:镇|乡|村|县|市|区|城市|街道|社区|企业|单位)",
            yes=("人口超过⟦10万⟧的镇设立救援站1个",), no=("人口达到⟦10万以上⟧",)),
    _ledger("qualifying clause", "condition", flags=("bound",), right=r"[^，。；]{0,24}?(?:的|时|者)(?=，|；|$)",
            yes=("对年度营业收入超过⟦5亿元⟧的，按就高原则奖励",), no=("给予最高⟦5万元⟧的资助",)),
    _ledger("qualifying comparison", "condition",
            left=r"(?:因|凡|若|如|当|对于?)[^，；。]{0,30}(?:低于|超过|高于|达到|不足|少于|大于|满|在)", right=r"[^，。；]{0,30}?(?:的|时|或)",
            never=("future",),
            yes=("因代偿低于⟦5000万元⟧或根据需要增加时",), no=("对重点区域巡查不少于⟦2次⟧",)),
    _ledger("qualifying clause, listed", "condition", right=r"、[^，。；]{0,24}?的(?=，|；|$)", left=r"(?:超过|高于|低于|达到|不低于|不少于|满|增速|增长)",
            yes=("同比增速高于⟦10%⟧、20%的，分别奖励",), no=("同比增速高于⟦10%⟧，力争更好",)),
    _ledger("stock under a rate", "fact", classes=_COUNTED, never=("bound",),
            right=r"[^，；。\d]{0,30}(?:率|比例|占比|比重|水平|指数)(?:全部|均|都|总体|稳定|力争)*(?:达到?|提高|提升|保持|控制|稳定|为|超过?|不低于|在|\d)",
            not_after=("建设", "新建", "建成",),
            yes=("⟦27个⟧监测站点达标率达到96.3%",), no=("新建⟦27个⟧监测站点，达标率达到96.3%",)),
    _ledger("existing stock", "fact", left=r"(?:现有|共有|原有|已有|在册|辖区内?|既有|存量|涉及)[^，；。、]{0,8}", never=("future",),
            yes=("现有⟦63所⟧学校",), no=("新增⟦63所⟧学校",)),
    _ledger("list count", "fact", classes=_COUNTED,
            right=r"(?:方面|领域|板块|环节|维度|层面|部分|大类|类别|指标|要点|条款|部门|单位)?[^，；。、\d]{0,6}?(?:任务|指标|事项|措施|举措|板块|方面|领域|环节|内容|问题|类别|原则|要求|条款|要点|部分|考核内容|重点|(?:承办|责任|牵头|成员|配合|参与)(?:单位|部门))(?=[^，；。、]{0,12}(?:$|[，；。、：，]|已|均|全部|逐|将|完成|分解|分为|包括|加以|进行))",
            not_after=("完成", "办好", "办结", "推出", "出台", "制定", "修订", "新增", "攻克", "突破", "解决", "破解", "整改", "办理", "排查", "实现", "少于", "低于", "超过", "建立", "化解",),
            never=("bound",),
            yes=("聚焦⟦23项⟧重点任务", "设定了⟦24个⟧主要指标"), no=("新增⟦23项⟧便民举措", "改造⟦23个⟧老旧小区")),
    _ledger("count in brackets", "fact", flags=("bracketed",), units=("个", "项", "类", "件", "条"), yes=("一、健康安民行动（⟦6个⟧）",), no=("建设公办敬老院（⟦30所以上⟧）",)),
    _ledger("count of a heading", "fact", units=("个", "项", "类", "件", "条"), left=r"（(?:项目|任务|事项|措施|指标)(?:共)?", yes=("一、健康行动（项目⟦6个⟧，其中土建类5个）",), no=("建设项目⟦6个⟧",)),
    _ledger("score of an item", "fact", units=("分",), left=r"每(?:项|个|处|次|条)(?:得|计|扣|加)?", yes=("第四季度（每项⟦5分⟧）",), no=("满意度不低于⟦90分⟧",)),
    _ledger("size of a place", "condition", classes=("none", "person"), flags=("right_bound",), left=r"人口", yes=("人口⟦300万以上⟧城市全部建成",), no=("常住人口达到⟦450万以上⟧",)),
    _ledger("share of a list", "fact", units=("个", "项", "类", "件", "条"), right=r"(?:属于|都是|均属|均为|是[“首]|，(?:涵盖|包括|分为|其中包括))", yes=("⟦4项⟧属于延续类",), no=("新建⟦4项⟧工程",)),
    _ledger("list count of works", "fact", units=("项", "件"),
            right=r"(?:惠民|民生|为民|利民|重点)?(?:实事|惠民工程|民生工程|好事|惠民项目|民生项目|惠民实事)",
            not_after=("办好", "完成", "实施", "推进", "办成", "办理", "落实", "抓好",),
            yes=("区政府安排的⟦10件⟧惠民工程已悉数完成",), no=("办好⟦10件⟧民生实事",)),
    _ledger("plan of years", "date", classes=_TIME, units=("年", "个月"), left=r"(?:^|，|。|；|今后|未来|近|前|过去|接下来|用|再用|力争|力争用|力争在|通过|经过|在|计划用|利用|后|首|头|第)", never=("legal",),
            right=r"(?:时间|的努力|左右(?:的)?时间)?(?:，|来|的努力|努力|建设|间|重点|培[养育]|力争|全市|全省|全县|完成|实现|新增|新建|打造|基本|引进|使|累计|内|使得|将|$|(?:" + trie_pattern(class_by_word("verbs")) + "))",
            yes=("⟦5年内⟧重点引进100名骨干", "今后⟦五年⟧，培养100名名师", "力争用⟦三年⟧时间，建成10个基地"), no=("聘期⟦三年⟧",)),
    _ledger("within years", "date", units=("年",), flags=("right_bound",), never=("legal",), right=rf"(?:，)?(?:全市|全省|全县|市、?区?|重点|逐步|计划|每年)?(?!免|减|补|给|不|可)(?:{trie_pattern(class_by_word('verbs'))})",
            yes=("改进选用办法，⟦5年内⟧引进100名骨干",), no=("投产后⟦2年内⟧免征房产税", "收到申请⟦1年内⟧不得再次提出")),
    _ledger("in stages", "idiom", flags=("chinese",), units=("批", "步", "期", "年", "个", "类", "级", "层", "段"), left=r"分(?:成|为)?", yes=("分⟦两批⟧推进",), no=("新增⟦两批⟧名录",)),
    _ledger("one of a kind", "idiom", flags=("chinese",), units=("个", "项", "种", "件", "条", "次", "类", "支", "套", "方", "面", "层", "级", "步", "道", "年", "家", "位", "名", "句", "片", "份", "轮", "股"),
            not_after=("至少", "不少于", "至少建设", "至少建成", "至少开展", "至少举办", "至少组织",), never=("base", "yearly_base", "bound"), right=r"(?!及?以上)(?![^，。；]{1,16}(?:、|和)[两二三四五六七八九十\d])",
            clause=r"⟦一(?![十百千万亿〇零一二三四五六七八九])",
            yes=("形成⟦一个⟧完整链条", "打造⟦一支⟧高素质队伍"), no=("每个设区的市，至少建设⟦一个⟧实训基地", "每县培育⟦一家⟧龙头企业")),
    _ledger("a few, named", "name", flags=("chinese",), units=("个", "项", "种", "类", "方", "面", "层", "级", "条", "大", "张"),
            not_after=("建设", "建成", "新建", "改造", "打造", "培育", "创建", "设立", "组建", "完成", "新增", "引进", "举办", "认定", "培养", "选", "建", "于", "于建设", "至少", "开工", "实施", "布局", "推出", "启动", "形成", "制定", "出台", "谋划",),
            never=("base", "yearly_base", "bound"),
            yes=("拓展⟦两个⟧市场", "突出⟦三个⟧重点"), no=("打造⟦三个⟧特色街区",)),
    _ledger("plan by its years", "name", classes=_TIME, units=("年",), right=r"(?:行动|规划|计划|方案|攻坚|倍增|提升行动|滚动|任务|目标|期|制|级|生|龄|以来|一度|一遇|来|度|轮)",
            not_after=("于", "过", "在",), yes=("实施⟦三年⟧行动计划",), no=("贷款期限最长不超过⟦三年⟧",)),
    _ledger("jubilee", "fact", units=("周年",), yes=("庆祝成立⟦70周年⟧",)),
    _ledger("share of what is done", "fact", flags=("past",),
            yes=("已建成⟦45家⟧驿站", "去年新增就业⟦12万人⟧", "累计发送旅客⟦6400万人次⟧，远超预期"), no=("新建⟦45家⟧驿站", "已建成45家驿站，计划再建⟦20家⟧")),
    _role("rank", "goal", left=r"(?:前|前列|第|列前|进入前|居前)", yes=("综合排名进入前⟦10位⟧",), no=("年前完成⟦10位⟧名师遴选",)),
    _role("frequency", "rule", units=("次", "遍", "回", "轮", "场次"), flags=("yearly_base",), never=("permissive",),
          yes=("每季度通报⟦一次⟧", "每年开展⟦1次⟧口腔检查"), no=("全年开展义诊⟦100次⟧",)),
    _role("rhythm of events", "rule", units=("场", "期", "堂"), flags=("yearly_base",), clause=r"每(?:月|季度|周|旬|半年)", yes=("每季度举办⟦1场⟧阅读活动",), no=("每年举办招聘活动⟦10场⟧",)),
    _role("mean time", "goal", classes=_TIME, left=r"平均[^，。；]{0,10}(?:时间|时长)[^，。；]{0,6}", never=("legal",), yes=("平均候车时间不超过⟦6分钟⟧",), no=("每天锻炼时间不少于⟦2小时⟧",)),
    _role("time shortened to", "goal", classes=_TIME,
          left=r"(?:压缩|缩短|压减|减少|降低|控制|提升|提高|提速|延长|达到|达|缩减|精简|优化|增加)(?:到|至|在|为)?[^，；。、]{0,3}",
          never=("legal", "benefit", "permissive", "yearly_base"),
          yes=("审批时限压缩至⟦3个工作日以内⟧", "优良天数达到⟦330天⟧"), no=("贷款期限延长至⟦3年⟧，给予贴息",)),
    _role("duration", "rule", classes=_TIME, units=(),
          yes=("连续⟦3年⟧给予奖励", "收到申请后⟦5日内⟧提出", "每年至少⟦1个月⟧到企业实训"), no=("审批时限压缩至⟦3个工作日⟧",)),
    _role("granted at most", "rule", classes=("money", "ratio"),
          left=r"(?:最高|最多|最低|上限为?|封顶|不超过|不得超过|不高于|总计不超过|累计不超过|最高可达?|给予|奖励|补助|补贴|资助|贴息|奖补|罚款|处|处以|一次性|一次性给予|一次性奖励|按照?|再给予|分别给予|补|奖|享受|补助控制在)(?:到|至|达|为|总额)?",
          flags=("benefit",),
          yes=("给予最高⟦1万元⟧补贴", "对获奖企业奖励⟦50万元⟧"), no=("发放创业担保贷款⟦20亿元⟧", "不良贷款率不超过⟦2%⟧")),
    _role("share granted", "rule", classes=("ratio",), left=r"(?:按照?|提取|可|给予|享受|抵扣|抵免|不超过|不高于|不低于|低于|补助|补贴|奖励|的)[^，；。]{0,40}", flags=("benefit",),
          yes=("可按投资额的⟦30%⟧比例抵免", "按不超过实际费用的⟦30%⟧给予补助"), no=("贷款余额增长⟦30%⟧",)),
    _role("granted to", "rule", classes=("money",), left=r"(?:给予|奖励|补助|补贴|资助)[^，。；\d]{0,12}", flags=("benefit",),
          yes=("一次性奖励育种团队⟦50万元⟧", "对举报属实的给予举报人⟦200元⟧奖励"), no=("发放创业补贴⟦20亿元⟧",)),
    _role("graded grant", "rule", classes=("money",), left=r"按照?[^，。；]{0,20}", flags=("benefit",), yes=("按国家级⟦300万元⟧、省级100万元给予奖励",), no=("安排奖补资金⟦300万元⟧",)),
    _role("by a share", "rule", classes=("ratio",), left=r"按照?(?:不超过|不低于|不高于)?[^，。；]{0,24}", never=("changing",),
          yes=("按基准水价的⟦2倍⟧收取", "按不低于⟦1:10⟧的比例配备"), no=("增长⟦2倍⟧",)),
    _role("size of each", "rule", classes=("physical", "money"), left=r"(?:单个|单体|单户|单项|单家)[^，。；]{0,18}", yes=("单个项目建筑面积不低于⟦5000平方米⟧",), no=("新增建筑面积⟦5000平方米⟧",)),
    _role("permitted", "rule", classes=("ratio", "money", "count", "person", "physical"), flags=("permissive",),
          yes=("可提取⟦50%以上⟧用于教师劳动报酬", "绩效工资水平最高可达基准线的⟦5倍⟧"), no=("可再生能源占比达到⟦50%⟧",)),
    _role("share of a base", "rule", classes=("ratio",), left=r"(?:不得?(?:低|少|超过|高|多)于?|不低于|不少于|不超过|不高于|最高可?达?到?)[^，；。]{2,40}的",
          yes=("退税额不得超过应纳税额的⟦50%⟧",), no=("完成总任务的⟦70%⟧",)),
    _role("cap", "rule", classes=("count", "person", "money", "physical"), left=r"(?:最多|最高|最长|不得超过|不得多于|不得高于|上限为?)[^，；。、]{0,8}",
          yes=("每个社区最多设置⟦3个⟧疏导点", "贷款额度最高不超过⟦30万元⟧"), no=("建成⟦3个⟧疏导点",)),
    _role("each at most", "rule", classes=("physical", "count", "person"), flags=("base",), left=r"(?:不超过|不高于|不多于)",
          yes=("每户宅基地面积不超过⟦140平方米⟧",), no=("每个县建成⟦2个⟧基地",)),
    _role("within a quota", "rule", classes=("ratio",), right=r"[^，；。、]{0,4}(?:编制|额度|限额|名额|岗位|比例内)?[^，；。、]{0,3}(?:内|以内)",
          not_after=("控制在", "控制",), yes=("落实学校⟦20%⟧编制员额内自主招聘",), no=("失业率控制在⟦5.5%⟧以内",)),
    _role("each time", "rule", classes=("money",), flags=("base",),
          yes=("给予每人⟦1万元⟧救助", "每家企业每年不超过⟦200万元⟧"), no=("每年安排专项资金⟦2亿元⟧",)),
    _role("standard", "rule", classes=("money", "ratio"), left=r"(?:(?<!高)标准|限额|门槛|保证金|保费|单价|税率|费率|利率|收费|工资|养老金|低保|首付|押金|贷款额度|风险补偿金|起征点|比例上限|财政补贴|供养)(?:(?!以上|建设|占|增加|工程|任务|业|达标|率)[^，；。]){0,14}",
          never=("changing",),
          yes=("特困人员供养标准不低于低保标准的⟦1.3倍⟧",), no=("人均可支配收入达到⟦5万元⟧",)),
    _role("rule of a regulation", "rule", flags=("legal",), yes=(), no=()),
    _role("goal", "goal", classes=("count", "person", "money", "physical", "ratio"), yes=("新建⟦45家⟧驿站", "地区生产总值增长⟦5%左右⟧")),
    _role("index or bare count", "goal", classes=("none",), flags=("bare",), yes=("价格指数控制在⟦103.5以内⟧", "接待游客超⟦550万⟧"),
          no=("⟦8300⟧拆迁小区主体完工",)),
    _ledger("numeral of a name", "name", classes=("none",), yes=("⟦8300⟧拆迁小区主体完工",)),
    _role("goal, unit unknown", "goal"),
)


@cache
def _compiled(rule: Rule) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]:
    return (
        re.compile(f"(?:{rule.left})$") if rule.left else None,
        re.compile(rule.right) if rule.right else None,
        re.compile(rule.clause) if rule.clause else None,
    )


_PREPARED = tuple((rule, frozenset(rule.classes), frozenset(rule.units), frozenset(rule.flags), frozenset(rule.never), *_compiled(rule))
                  for rule in RULES)


def judge_number(place: Place) -> Verdict:
    """The verdict of the first rule that claims the number; the last rule claims whatever is left."""
    unit_class = place.mention.unit_class or "none"
    for rule, classes, units, flags, never, left, right, clause in _PREPARED:
        if classes and unit_class not in classes:
            continue
        if units and place.mention.unit not in units:
            continue
        if (flags and not flags <= place.flags) or (never and never & place.flags):
            continue
        if rule.not_after and place.left.endswith(rule.not_after):
            continue
        if left and not left.search(place.left):
            continue
        if right and not right.match(place.right):
            continue
        if clause and not clause.search(place.clause):
            continue
        return rule.verdict
    raise AssertionError("the last rule claims every number")
