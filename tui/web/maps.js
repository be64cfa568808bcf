// A guest's map: a cell is body and mark. What the letters of the data mean is said in tui/web/frame.py.
const STUCK = "KSMPBksmpb×";
const KEPT_BY = { K: "kernel pages", S: "slab", M: "mem_map", P: "pinned pages", B: "balloon pages" };
const HAPPENS = { "▴": "going online", "▾": "going offline", "+": "pages landed", "×": "refused to leave", ":": "some can leave" };

const cellKind = (code) => (code.charCodeAt(0) - 97) % looks.inks;
const isMixed = (code) => code.charCodeAt(0) - 97 >= looks.inks;

function drawCell(cell, code, mark) {
  const ink = cellKind(code), name = looks.names[ink];
  const body = isMixed(code) ? looks.mixed : looks.bodies[ink];
  const stuck = STUCK.includes(mark) && mark !== " ";
  const refused = mark >= "a" && mark <= "z";
  cell.className = `cell ${name}${stuck ? " stuck" : ""}${refused ? " refused" : ""}${"▴▾+×".includes(mark) ? " busy" : ""}`;
  cell.textContent = body + (name === "absent" ? looks.absent : mark.toUpperCase());
}

function cellWords(section, per, code, mark) {
  const ink = cellKind(code);
  const where = per > 1 ? `s${section}–s${section + per - 1}` : `s${section}`;
  const happens = HAPPENS[mark] || (KEPT_BY[mark.toUpperCase()] ? `cannot leave: ${KEPT_BY[mark.toUpperCase()]}` : "");
  const leaves = ink < looks.words.length - 2 && !happens ? "can leave" : happens;
  return [where, (isMixed(code) ? "mixed, most " : "") + looks.words[ink], leaves].filter(Boolean).join(" · ");
}

// The map of one guest, kept between pictures; only cells that changed are drawn.
class SectionMap {
  constructor() {
    this.node = element("div", "map");
    this.node.setAttribute("aria-hidden", "true");
    this.cells = [];
    this.shape = "";
    this.body = this.mark = "";
  }

  lay(guest, perRow) {
    const shape = JSON.stringify([guest.rows, guest.per, perRow]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.body = this.mark = "";
    this.cells = [];
    this.node.textContent = "";
    const named = guest.rows.length > 1;
    for (const [first, count, zone] of guest.rows) {
      const cells = Math.ceil(count / guest.per);
      for (let at = 0; at < cells; at += perRow) {
        const row = element("div", "row");
        row.append(element("span", "gutter", `s${first + at * guest.per}${named && at === 0 && zone ? " " + zone : ""}`));
        for (let i = at; i < Math.min(cells, at + perRow); i += 1) {
          const cell = element("span", "cell");
          cell.dataset.section = first + i * guest.per;
          this.cells.push(cell);
          row.append(cell);
        }
        this.node.append(row);
      }
    }
  }

  // Draw; `lit` says that what changed is to be seen to have changed.
  draw(guest, perRow, lit) {
    this.lay(guest, perRow);
    const known = this.body.length === guest.body.length;
    for (let at = 0; at < this.cells.length; at += 1) {
      const code = guest.body[at], mark = guest.mark[at];
      const changed = !known || code !== this.body[at] || mark !== this.mark[at];
      if (changed) drawCell(this.cells[at], code, mark);
      this.cells[at].classList.toggle("lit", lit && known && changed);
    }
    this.per = guest.per;
    this.body = guest.body;
    this.mark = guest.mark;
  }

  // Say what the cell under the pointer is.
  words(cell) {
    const at = this.cells.indexOf(cell);
    return at < 0 ? "" : cellWords(Number(cell.dataset.section), this.per, this.body[at], this.mark[at]);
  }
}
