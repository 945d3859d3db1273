// Streamlit's own words for screen readers are English and cannot be set: they are put into Chinese as they appear.
(() => {
  document.documentElement.lang = "zh-CN";
  if (window.speaksChinese) return;
  window.speaksChinese = true;
  const words = {
    "Skip to main content": "跳到主要内容", "App pages": "页面", "Logo": "看板名称", "Navigate to home page": "回到首页",
    "Choose date": "选择日期", "Clear all": "全部清除", "Close": "关闭", "Dismiss": "关闭", "Open": "展开",
    "Copy to clipboard": "复制", "Download plot as a PNG": "下载图片", "Fullscreen": "全屏", "Close fullscreen": "退出全屏",
    "Next month": "下个月", "Previous month": "上个月", "Pagination": "分页", "Next page": "下一页",
    "Previous page": "上一页", "Selected values": "已选的值", "file upload": "上传文件", "Choose an option": "请选择",
    "Clear value": "清除", "No results": "没有相符的选项", "Page not found": "没有这个页面", "Choose options": "请选择",
    "Add files": "继续添加文件", "progress": "进度", "Error:": "错误：",
  };
  const parts = { day: "日", month: "月", year: "年" };
  const patterns = [
    [/^Page (\d+)$/, (_, number) => `第${number}页`],
    [/^Fullscreen: (.+)$/, (_, name) => `全屏：${name}`],
    [/^Help for (.+)$/, (_, name) => `${name}的说明`],
    [/^Shortcut (.+)$/, (_, key) => `快捷键${key}`],
    [/^Remove (.+)$/, (_, name) => `去掉${name}`],
    [/^Choose date, (.+)$/, (_, month) => `选择日期，${month}`],
    [/^(day|month|year), (.+)$/, (_, part, name) => `${name}：${parts[part]}`],
    [/^(\d+) – \w+$/, (_, month) => `${month}月`],
    [/^(\d+) (?:options?|results?) available\.?$/, (_, count) => `有${count}个选项`],
    [/^Selected Date: (.+)$/, (_, day) => `已选日期：${new Date(day).toLocaleDateString("zh-CN")}`],
    [/^(?:Error: )?File must be ([\d.]+)MB or smaller\.$/, (_, size) => `超过${parseFloat(size)} MB，未上传`],
    [/^Use arrow keys to navigate dates\..*$/, () => "用方向键选日期，回车键选定，退出键关闭。"],
  ];
  const translated = (text) => {
    const plain = text.trim();
    if (!/[A-Za-z]{3}/.test(plain)) return null;
    if (words[plain]) return words[plain];
    const found = patterns.find(([pattern]) => pattern.test(plain));
    return found ? plain.replace(...found) : null;
  };
  const names = ["aria-label", "aria-valuetext", "title", "alt", "placeholder"];
  const spoken = "a[href^='#'], h2, h2 *, [aria-live], [aria-live] *, [role=status], [role=alert], [id] > span, span[id]";
  const speak = (root) => {
    for (const name of names) {
      for (const element of [root, ...root.querySelectorAll(`[${name}]`)]) {
        const said = element.hasAttribute(name) ? translated(element.getAttribute(name)) : null;
        if (said !== null) element.setAttribute(name, said);
      }
    }
    for (const element of [root, ...root.querySelectorAll(spoken)].filter((one) => one.matches(spoken))) {
      for (const node of element.childNodes) {
        const said = node.nodeType === Node.TEXT_NODE ? translated(node.data) : null;
        if (said !== null) node.data = said;
      }
    }
  };
  const changed = new Set(); // the drawings of a chart hold no words of Streamlit's
  new MutationObserver((records) => {
    const isWaiting = changed.size > 0;
    for (const { target } of records) if (!target.closest("svg")) changed.add(target);
    if (isWaiting || !changed.size) return;
    setTimeout(() => {
      const roots = [...changed].filter((one) => one.isConnected);
      changed.clear();
      roots.forEach(speak);
    }, 150);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: names });
  speak(document.body);
})();
