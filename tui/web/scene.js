// Everything of one picture but the controls.
const SENTENCES_SHOWN = 200;
const scene = { guests: new Map(), told: -1, lit: false, frame: null, width: 0 };

function drawHost(frame) {
  const [total, free, zeroing, promised] = frame.host;
  const bar = element("div", "hostbar");
  const part = (className, text, kib) => {
    const node = element("span", className, text);
    node.style.width = `${(100 * kib) / Math.max(1, total)}%`;
    bar.append(node);
  };
  for (const name of Object.keys(frame.owned)) part("owned", name, frame.owned[name]);
  if (zeroing) part("zeroing", "≈".repeat(200), zeroing);
  part("free", "·".repeat(400), free);
  const words = element("p", "wishes");
  const percent = Math.round((100 * promised) / Math.max(1, total));
  const promise = element("span", promised > total ? "warm" : "muted", `promised ${size(promised)} of ${size(total)} = ${percent} %`);
  words.append(element("span", "", frame.wish), promise);
  const row = element("div", "hostrow");
  row.append(element("span", "muted", `HOST ${size(total)}`), bar, element("span", "muted", `${size(free)} free`));
  byId("host").replaceChildren(row, words);
}

// The columns of pixels that there are for a map; measured anew only when the window changes.
function mapWidth() {
  const left = byId("guests").querySelector(".left");
  if (left && !scene.width) scene.width = left.clientWidth;
  return scene.width || byId("guests").clientWidth;
}

function drawGuests(frame, lit) {
  const names = Object.keys(frame.guests);
  for (const [name, guest] of scene.guests) {
    if (!Object.hasOwn(frame.guests, name)) {
      guest.node.remove();
      scene.guests.delete(name);
    }
  }
  names.forEach((name, at) => {
    if (!scene.guests.has(name)) {
      const guest = new Guest(name, at + 1);
      scene.guests.set(name, guest);
      byId("guests").append(guest.node);
    }
  });
  const width = mapWidth();
  for (const name of names) scene.guests.get(name).draw(frame.guests[name], width, lit);
}

function drawOperations(frame) {
  const ids = Object.keys(frame.operations).map(Number).sort((a, b) => b - a);
  const rows = ids.map((id) => {
    const [sign, command, state, share, words] = frame.operations[id];
    const row = element("div", `operation ${state}`);
    const bar = element("span", "progress");
    const done = element("span", "done");
    done.style.width = `${share / 10}%`;
    bar.append(done);
    row.append(element("span", "sign", sign), element("span", "number", id > 0 ? String(id) : ""), element("code", "", command), bar, element("span", "words", words));
    return row;
  });
  if (!rows.length) rows.push(element("p", "muted", "nothing is running"));
  byId("operations").replaceChildren(...rows);
}

// What a script printed last stays in sight until it prints something else.
const printed = data.sentences.filter((row) => row[4] !== undefined && row[4] !== row[3]);
const printedTimes = printed.map((row) => row[0]);

function drawPrinted(time) {
  const at = lastNotAfter(printedTimes, time), box = byId("printed");
  box.hidden = at < 0;
  if (at >= 0) say(box, printed[at][4]);
}

const sentenceTimes = data.sentences.map((row) => row[0]);

// The newest first, so that it is in sight.
function drawSentences(time) {
  const told = lastNotAfter(sentenceTimes, time);
  if (told === scene.told) return;
  scene.told = told;
  const rows = [];
  for (let at = told; at >= 0 && rows.length < SENTENCES_SHOWN; at -= 1) {
    const [when, guest, level, text] = data.sentences[at];
    const row = element("p", `sentence ${level}`);
    row.append(element("time", "muted", clock(when, 2)), element("b", "", guest), element("span", "", text));
    rows.push(row);
  }
  byId("sentences").replaceChildren(...rows);
  byId("sentences").scrollTop = 0;
}

function drawScene(frame, time, lit) {
  if (frame !== scene.frame || scene.lit || lit || !scene.width) {
    if (!scene.frame || scene.frame.host !== frame.host || scene.frame.owned !== frame.owned || scene.frame.wish !== frame.wish) drawHost(frame);
    drawGuests(frame, lit);
    if (!scene.frame || scene.frame.operations !== frame.operations) drawOperations(frame);
    say(byId("caption"), frame.caption);
    say(byId("chapter"), frame.chapter);
    scene.frame = frame;
    scene.lit = lit;
  }
  drawPrinted(time);
  drawSentences(time);
}

function drawLegend() {
  const box = byId("legend").querySelector("div");
  const entry = (sign, className, words) => {
    const node = element("span", "entry");
    node.append(element("span", className, sign), document.createTextNode(" " + words));
    box.append(node);
  };
  for (const name of ["free", "file", "anon", "balloon", "slab", "kernel", "mem_map", "pinned", "offline", "absent"]) {
    const ink = looks.names.indexOf(name);
    entry(looks.bodies[ink] + " ", `cell ${name}`, looks.words[ink]);
  }
  entry(looks.mixed + " ", "cell anon", "mixed, in the colour of what there is most of");
  for (const letter of "KSMPB") entry(` ${letter}`, `cell stuck ${{ K: "kernel", S: "slab", M: "mem_map", P: "pinned", B: "balloon" }[letter]}`, `cannot leave: ${KEPT_BY[letter]}`);
  for (const [sign, words] of Object.entries(HAPPENS)) entry(` ${sign}`, "cell offline", words);
  entry("▼", "", "target: what is right of it and not yet ○ must go");
  entry("¦", "", "min");
  const keys = { Space: "play", ", .": "a change back, on", "[ ]": "operation", "{ }": "chapter", "Home End": "start, end", "+ -": "speed", o: "loop" };
  for (const [key, words] of Object.entries(keys)) entry(key, "key", words);
}
