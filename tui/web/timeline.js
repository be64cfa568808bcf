// The line of time: chapters above it, operations and failures on it, free memory under it.
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000, HEIGHT = 36;
const NARROW = 25; // of WIDTH: a chapter that is shorter has no room for words

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const placeOf = (time) => (endTime ? (WIDTH * time) / endTime : 0);

// Free memory of all guests as an area; as many points as there is room for.
function freeCurve() {
  const most = Math.max(1, ...data.free), lift = (free) => (HEIGHT - (HEIGHT * 0.92 * free) / most).toFixed(1);
  const step = Math.max(1, Math.ceil(data.times.length / WIDTH));
  let path = `M0 ${HEIGHT}V${lift(data.free[0])}`;
  for (let at = step; at <= lastIndex; at += step) path += `H${placeOf(data.times[at]).toFixed(1)}V${lift(data.free[at])}`;
  return shape("path", { d: `${path}H${WIDTH}V${HEIGHT}Z`, class: "curve" });
}

function drawTimeline(seek) {
  const box = element("div", "timeline");
  const chapters = element("div", "chapters");
  data.chapters.forEach(([time, title], at) => {
    const link = button(`${at + 1} ${title}`, `chapter ${at + 1}: ${title}`, () => seek(time));
    link.style.left = `${placeOf(time) / 10}%`;
    const next = at + 1 < data.chapters.length ? data.chapters[at + 1][0] : endTime;
    link.style.width = `${Math.max(0, placeOf(next) - placeOf(time)) / 10}%`;
    if (placeOf(next) - placeOf(time) < NARROW) link.textContent = ""; // its line is there, and its name is said of it
    chapters.append(link);
  });
  chapters.hidden = !data.chapters.length;
  const drawing = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  drawing.append(freeCurve());
  for (const [time] of data.began) drawing.append(shape("line", { x1: placeOf(time), x2: placeOf(time), y1: HEIGHT - 7, y2: HEIGHT, class: "began" }));
  for (const [time] of data.chapters) drawing.append(shape("line", { x1: placeOf(time), x2: placeOf(time), y1: 0, y2: HEIGHT, class: "chapter" }));
  const cursor = shape("line", { x1: 0, x2: 0, y1: 0, y2: HEIGHT, class: "cursor" });
  drawing.append(cursor);
  const track = element("div", "track");
  const range = element("input");
  range.type = "range";
  range.min = "0";
  range.max = String(endTime);
  range.step = "1";
  range.value = "0";
  range.id = "seek";
  range.setAttribute("aria-label", "time");
  range.addEventListener("input", () => seek(Number(range.value)));
  track.append(drawing, range);
  for (const [times, sign, className] of [[data.failed, "×", "failed"], [data.stops, "?", "stop"]]) {
    for (const [time, words, answer] of times) {
      const node = element("span", `flag ${className}`, answer === null ? "‖" : sign);
      node.style.left = `clamp(0.6ch, ${placeOf(time) / 10}%, 100% - 0.6ch)`;
      node.title = `${clock(time)} ${words}`;
      track.append(node);
    }
  }
  box.append(chapters, track);
  return {
    node: box,
    show(time) {
      range.value = String(time);
      range.setAttribute("aria-valuetext", `${clock(time)} of ${clock(endTime)}`);
      cursor.setAttribute("x1", placeOf(time));
      cursor.setAttribute("x2", placeOf(time));
    },
  };
}
