// A guest's map: a cell is body and mark; where there is room, the body is drawn in parts. What the letters of the
// data mean is said in tui/web/map_frame.py.
const KEPT_BY = { K: "kernel pages", S: "slab", M: "mem_map", P: "pinned pages", B: "balloon pages" };
const HAPPENS = { "▴": "going online", "▾": "going offline", "+": "pages landed", "×": "refused to leave", ":": "some can leave" };
const CELL = 24, PART = 13, MARK = 15, GAP = 3, GUTTER = 46, NAMED_GUTTER = 92;

const inkOf = (code) => (code.charCodeAt(0) - 97) % looks.inks;
const isMixed = (code) => code.charCodeAt(0) - 97 >= looks.inks;
const bodyOf = (code) => (isMixed(code) ? looks.mixed : looks.bodies[inkOf(code)]);
const isStuck = (mark) => mark === "×" || mark.toUpperCase() in KEPT_BY;

// The classes of a cell: its colour, and what becomes of it.
function cellClass(code, mark) {
  const refused = mark >= "a" && mark <= "z" ? " refused" : "";
  return `${looks.names[inkOf(code)]}${isStuck(mark) ? " stuck" : ""}${refused}${"▴▾+".includes(mark) && mark !== " " ? " busy" : ""}`;
}

function drawCell(cell, code, mark) {
  const name = looks.names[inkOf(code)];
  cell.className = `cell ${cellClass(code, mark)}`;
  cell.textContent = bodyOf(code) + (name === "absent" ? looks.absent : mark.toUpperCase());
}

// Draw a section in parts; what keeps a part where it is is its letter, but a balloon is a solid tile.
function drawTile(cell, code, mark, parts, kept) {
  const name = looks.names[inkOf(code)];
  cell.className = `tile ${name === "absent" ? "absent" : "there"}`;
  const inside = cell.firstChild.children;
  for (let at = 0; at < inside.length; at += 1) {
    const letter = kept[at];
    inside[at].className = `part-of ${cellClass(parts[at], letter)}`;
    inside[at].textContent = letter !== " " && letter !== "B" ? letter : bodyOf(parts[at]);
  }
  cell.lastChild.className = `mark ${cellClass(code, mark)}`;
  cell.lastChild.textContent = name === "absent" ? "" : mark.toUpperCase();
}

function cellWords(section, per, code, mark) {
  const where = per > 1 ? `s${section}–s${section + per - 1}` : `s${section}`;
  const kept = KEPT_BY[mark.toUpperCase()], name = looks.names[inkOf(code)];
  const happens = HAPPENS[mark] || (kept ? `cannot leave: ${kept}` : "");
  const leaves = happens || (name === "absent" || name === "offline" ? "" : "can leave");
  return [where, (isMixed(code) ? "mixed, most " : "") + looks.words[inkOf(code)], leaves].filter(Boolean).join(" · ");
}

// How many columns and rows the parts of a section have.
const tileRows = (parts) => (parts >= 32 ? 4 : 2);

// Rows begin at round numbers where many cells fit; where few do, they are about equally long.
function cellsInRow(fitting, cells) {
  if (fitting >= 12) return Math.min(64, fitting - (fitting % (fitting >= 24 ? 8 : 4)));
  return Math.ceil(cells / Math.ceil(cells / Math.max(1, fitting)));
}

// The map of one guest, kept between pictures; only cells that changed are drawn.
class SectionMap {
  constructor() {
    this.node = element("div", "map");
    this.node.setAttribute("aria-hidden", "true");
    this.cells = [];
    this.shape = "";
    this.map = null;
  }

  lay(map, width) {
    const columns = map.tile > 1 ? map.tile / tileRows(map.tile) : 0;
    const named = map.rows.length > 1;
    const room = width - (named ? NAMED_GUTTER : GUTTER);
    const fitting = Math.floor((room + GAP) / ((columns ? columns * PART + MARK : CELL) + GAP));
    const perRow = cellsInRow(fitting, Math.max(1, ...map.rows.map(([, count]) => Math.ceil(count / map.per))));
    const shape = JSON.stringify([map.rows, map.per, map.tile, perRow]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.map = null;
    this.cells = [];
    this.node.replaceChildren();
    this.node.classList.toggle("named", named);
    for (const [first, count, zone] of map.rows) {
      const cells = Math.ceil(count / map.per);
      for (let at = 0; at < cells; at += perRow) {
        const row = element("div", "row");
        row.append(element("span", "gutter", `s${first + at * map.per}${named && at === 0 && zone ? " " + zone : ""}`));
        for (let i = at; i < Math.min(cells, at + perRow); i += 1) row.append(this.add(first + i * map.per, map.tile, columns));
        this.node.append(row);
      }
    }
  }

  add(section, parts, columns) {
    const cell = element("span");
    cell.dataset.section = section;
    if (columns) {
      const inside = element("span", "parts");
      inside.style.gridTemplateColumns = `repeat(${columns}, ${PART}px)`;
      for (let part = 0; part < parts; part += 1) inside.append(element("i"));
      cell.append(inside, element("b"));
    }
    this.cells.push(cell);
    return cell;
  }

  // Draw; `lit` says that what changed is to be seen to have changed.
  draw(map, width, lit) {
    this.lay(map, width);
    const old = this.map && this.map.body.length === map.body.length ? this.map : null;
    const parts = (from, at) => from.slice(at * map.tile, (at + 1) * map.tile);
    this.cells.forEach((cell, at) => {
      const code = map.body[at], mark = map.mark[at];
      let changed = !old || code !== old.body[at] || mark !== old.mark[at];
      if (map.tile > 1) {
        const inside = parts(map.parts, at), kept = parts(map.kept, at);
        changed = changed || inside !== parts(old.parts, at) || kept !== parts(old.kept, at);
        if (changed) drawTile(cell, code, mark, inside, kept);
      } else if (changed) drawCell(cell, code, mark);
      cell.classList.toggle("lit", lit && Boolean(old) && changed);
    });
    this.map = map;
  }

  // Say what a cell is.
  words(cell) {
    const at = this.cells.indexOf(cell);
    return at < 0 ? "" : cellWords(Number(cell.dataset.section), this.map.per, this.map.body[at], this.map.mark[at]);
  }
}
