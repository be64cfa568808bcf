// One guest: its title and numbers, the gauge, the map and the free lists.
const TYPE_WORDS = { any: "free" };

class Gauge {
  constructor() {
    this.node = element("div", "gauge");
    this.bar = element("div", "bar");
    this.parts = looks.parts.map((ink) => {
      const part = element("span", `part ${looks.names[ink]}`, looks.bodies[ink].repeat(240));
      part.title = looks.words[ink];
      this.bar.append(part);
      return part;
    });
    this.target = element("span", "sign target", "▼");
    this.min = element("span", "sign min", "¦");
    this.labels = element("div", "labels");
    this.node.append(this.bar, this.target, this.min, this.labels);
    this.node.setAttribute("aria-hidden", "true");
  }

  draw(guest) {
    const share = (kib) => `${(100 * Math.min(kib, guest.scale)) / guest.scale}%`;
    this.parts.forEach((part, at) => {
      part.style.width = share(guest.sizes[at]);
    });
    this.target.style.left = share(guest.target);
    this.min.style.left = share(guest.min);
    this.min.hidden = guest.min < 0;
  }
}

class FreeLists {
  constructor() {
    this.node = element("div", "lists");
    this.head = element("p", "muted");
    this.bars = element("div", "bars");
    this.node.append(this.head, this.bars);
    this.columns = [];
  }

  draw(guest) {
    const types = looks.types.filter((type) => type in guest.lists);
    const orders = types.length ? guest.lists[types[0]].length : 0;
    while (this.columns.length < orders) {
      const column = element("div", "order"), stack = element("div", "stack");
      column.append(stack, element("span", "muted", this.columns.length.toString(36).toUpperCase()));
      this.bars.append(column);
      this.columns.push({ column, stack });
    }
    const held = (type, order) => guest.lists[type][order] * 2 ** order * guest.page;
    const sums = [...Array(orders).keys()].map((order) => types.reduce((sum, type) => sum + held(type, order), 0));
    const most = Math.max(1, ...sums), all = sums.reduce((sum, each) => sum + each, 0);
    const large = sums.slice(guest.large).reduce((sum, each) => sum + each, 0);
    const share = all ? Math.round((100 * large) / all) : 0;
    say(this.head, `FREE ${size(guest.free)} · ${share} % in blocks ≥ ${size(guest.page * 2 ** guest.large)}`);
    this.columns.forEach(({ column, stack }, order) => {
      column.hidden = order >= orders;
      if (order >= orders) return;
      const blocks = types.filter((type) => guest.lists[type][order]);
      while (stack.children.length > blocks.length) stack.lastChild.remove();
      while (stack.children.length < blocks.length) stack.append(element("span"));
      blocks.forEach((type, at) => {
        const piece = stack.children[at];
        piece.className = `type ${type}`;
        piece.style.height = `${(100 * held(type, order)) / most}%`;
      });
      const counts = blocks.map((type) => `${guest.lists[type][order].toLocaleString("en")} ${TYPE_WORDS[type] || type}`);
      column.title = `order ${order}, blocks of ${size(guest.page * 2 ** order)}: ${counts.join(", ") || "none"}`;
    });
  }
}

const NUMBERS = ["has", "target", "balloon", "free", "online", "swap"];

class Guest {
  constructor(name, number) {
    this.name = name;
    this.node = element("section", "guest");
    this.node.setAttribute("aria-label", `guest ${name}`);
    const head = element("h2");
    this.facts = element("span", "facts");
    head.append(element("span", "number", String(number)), element("span", "who", name), this.facts);
    this.numbers = element("dl", "numbers");
    this.values = {};
    for (const what of NUMBERS) {
      const pair = element("div", what);
      this.values[what] = element("dd", "", "");
      pair.append(element("dt", "", what), this.values[what]);
      this.numbers.append(pair);
    }
    this.gauge = new Gauge();
    this.map = new SectionMap();
    this.lists = new FreeLists();
    this.tip = element("p", "tip muted", "\u00a0");
    const title = element("div", "title"), left = element("div", "left");
    title.append(head, this.numbers);
    left.append(title, this.gauge.node, this.map.node, this.tip);
    this.node.append(left, this.lists.node);
    this.map.node.addEventListener("pointerover", (event) => {
      const cell = event.target.closest("[data-section]");
      say(this.tip, (cell && this.map.words(cell)) || "\u00a0");
    });
    this.map.node.addEventListener("pointerleave", () => say(this.tip, "\u00a0"));
  }

  draw(guest, width, lit) {
    if (guest === this.guest && width === this.width && !lit && !this.lit) return;
    this.guest = guest;
    this.width = width;
    this.lit = lit;
    say(this.facts, guest.facts);
    for (const what of NUMBERS) say(this.values[what], size(guest[what]));
    this.numbers.querySelector(".swap").hidden = !guest.swap;
    this.gauge.draw(guest);
    this.map.draw(guest.map, width, lit);
    this.lists.draw(guest);
  }
}
