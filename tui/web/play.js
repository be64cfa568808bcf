// Time: playing, steps, seeking, speed, and the keys and buttons for them.
const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 64, 256, 1000];
const TOO_FAST = 8;
const player = { time: 0, index: 0, playing: false, speed: 1, loop: false, wall: 0, passed: -1, naming: 0 };

function show(lit = false) {
  const still = player.speed > TOO_FAST && player.playing;
  drawScene(frameAt(player.index), player.time, lit && !still);
  timeline.show(player.time);
  say(controls.clock, `${clock(player.time)} / ${clock(endTime)}`);
  say(controls.play, player.playing ? "‖" : "▶");
  controls.play.setAttribute("aria-label", player.playing ? "pause" : "play");
  say(controls.speed, `${player.speed}x`);
  controls.loop.setAttribute("aria-pressed", String(player.loop));
  nameTime();
}

// Go to a time; stops that lie before it are passed.
function seek(time, lit = false) {
  player.time = Math.max(0, Math.min(endTime, time));
  player.index = Math.max(0, lastNotAfter(data.times, player.time));
  player.passed = lastNotAfter(stopTimes, player.time);
  closeCard();
  show(lit);
}

function play(on) {
  if (on && card.stop !== null) return card.onward();
  if (on && player.time >= endTime) seek(0);
  player.playing = on && endTime > 0;
  player.wall = 0;
  if (player.playing) requestAnimationFrame(tick);
  show();
}

const stopTimes = data.stops.map(([time]) => time);

function tick(wall) {
  if (!player.playing) return;
  const spent = player.wall ? Math.min(250, wall - player.wall) : 0;
  player.wall = wall;
  let time = player.time + spent * 1e6 * player.speed;
  const next = player.passed + 1;
  if (!player.loop && next < stopTimes.length && stopTimes[next] <= time) return halt(next);
  if (time >= endTime) {
    if (!player.loop) {
      player.playing = false;
      return seek(endTime);
    }
    time = 0;
    player.passed = -1;
  }
  player.time = time;
  player.index = Math.max(0, lastNotAfter(data.times, time));
  show();
  requestAnimationFrame(tick);
}

// Be where the script lets time stand, before anything else happens at that time.
function halt(number) {
  player.playing = false;
  player.passed = number;
  player.time = stopTimes[number];
  const first = data.times.indexOf(player.time);
  player.index = first < 0 ? Math.max(0, lastNotAfter(data.times, player.time)) : first;
  show();
  openCard(data.stops[number], () => {
    closeCard();
    play(true);
  });
}

// One picture on or back: what changed in it is lit.
function step(by) {
  player.playing = false;
  closeCard();
  player.index = Math.max(0, Math.min(lastIndex, player.index + by));
  player.time = data.times[player.index];
  player.passed = lastNotAfter(stopTimes, player.time);
  show(true);
}

// To the next of some times, or the one before.
function jump(times, by) {
  const found = by > 0 ? times.find((time) => time > player.time) : times.findLast((time) => time < player.time);
  seek(found === undefined ? (by > 0 ? endTime : 0) : found);
}

function speed(by) {
  const at = SPEEDS.indexOf(player.speed) + by;
  player.speed = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at))];
  show();
}

const chapterTimes = data.chapters.map(([time]) => time);
const beganTimes = data.began.map(([time]) => time);
const KEYS = {
  " ": () => play(!player.playing),
  ".": () => step(1),
  ",": () => step(-1),
  "]": () => jump(beganTimes, 1),
  "[": () => jump(beganTimes, -1),
  "}": () => jump(chapterTimes, 1),
  "{": () => jump(chapterTimes, -1),
  Home: () => seek(0),
  End: () => seek(endTime),
  "+": () => speed(1),
  "=": () => speed(1),
  "-": () => speed(-1),
  o: () => {
    player.loop = !player.loop;
    show();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input[type=text]") || (event.key === " " && event.target.matches("button, summary"))) return;
  const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

const timeline = drawTimeline(seek);
const controls = {
  play: button("▶", "play", KEYS[" "]),
  clock: element("output", "clock"),
  speed: element("output", "speed"),
  loop: button("↻", "loop (o)", KEYS.o),
};

function drawControls() {
  const row = element("div", "controls");
  const group = (...nodes) => {
    const made = element("div", "group");
    made.append(...nodes);
    row.append(made);
  };
  group(controls.clock);
  group(
    button("⇤", "to the start (Home)", KEYS.Home),
    button("{", "chapter before", KEYS["{"]),
    button("[", "operation before", KEYS["["]),
    button(",", "a change back", KEYS[","]),
    controls.play,
    button(".", "a change on", KEYS["."]),
    button("]", "next operation", KEYS["]"]),
    button("}", "next chapter", KEYS["}"]),
    button("⇥", "to the end (End)", KEYS.End),
  );
  group(button("−", "slower (-)", KEYS["-"]), controls.speed, button("+", "faster (+)", KEYS["+"]), controls.loop);
  byId("transport").append(timeline.node, row);
}

// `#t=12.5` opens the page at that time; `&speed=4`, `&loop` and `&play` set what they say.
function goToFragment() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (SPEEDS.includes(Number(asked.get("speed")))) player.speed = Number(asked.get("speed"));
  if (asked.has("loop")) player.loop = true;
  const time = asked.get("t") || "";
  seek(/^\d{1,10}(\.\d{1,9})?$/.test(time) ? Math.round(Number(time) * 1e9) : 0);
  if (asked.has("play")) play(true);
}

// Where one stays for a moment, the address names the time, so that it can be handed on.
function nameTime() {
  clearTimeout(player.naming);
  if (player.playing) return;
  player.naming = setTimeout(() => {
    const seconds = (player.time / 1e9).toFixed(9).replace(/\.?0+$/, "");
    if (player.time || location.hash) history.replaceState(null, "", `#t=${seconds}`);
  }, 500);
}

byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = getComputedStyle(root).colorScheme === "dark";
  root.dataset.theme = dark ? "light" : "dark";
});
for (const id of ["scene", "transport", "theme"]) byId(id).hidden = false;
const said = data.sentences.filter((row) => row[2] === "say").map((row) => row[3].length);
byId("caption").hidden = !said.length;
byId("caption").classList.toggle("long", Math.max(0, ...said) > 78);
drawLegend();
drawControls();
seek(0); // so that there is a guest to measure
goToFragment();
addEventListener("hashchange", goToFragment);
addEventListener("resize", () => {
  scene.width = 0;
  show();
});
