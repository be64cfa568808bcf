// The data of the page, and any picture of it: a whole one now and then, and patches between them.
const looks = JSON.parse(document.getElementById("looks").textContent);
const data = JSON.parse(document.getElementById("data").textContent);
const lastIndex = data.times.length - 1;
const endTime = data.times[lastIndex];

// See tui/web/patches.py. What a patch does not touch stays the same object.
function patched(old, patch) {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const pieces = patch["#"];
  if (typeof old === "string" && pieces) {
    let text = old;
    for (let i = 0; i < pieces.length; i += 2) {
      text = text.slice(0, pieces[i]) + pieces[i + 1] + text.slice(pieces[i] + pieces[i + 1].length);
    }
    return text;
  }
  if (Array.isArray(old) && pieces) {
    const values = old.slice();
    for (let i = 0; i < pieces.length; i += 2) values[pieces[i]] = pieces[i + 1];
    return values;
  }
  const value = Object.assign(Object.create(null), old);
  for (const name of patch["-"] || []) delete value[name];
  for (const name of Object.keys(patch)) {
    if (name !== "-") value[name] = name in value ? patched(value[name], patch[name]) : patch[name];
  }
  return value;
}

const held = { index: -1, frame: null };

// The picture with a number. Going on by one costs one patch, going anywhere at most `key` of them.
function frameAt(index) {
  const whole = index - (index % data.key);
  let at = held.index, frame = held.frame;
  if (at > index || at < whole) {
    at = whole;
    frame = data.pictures[whole];
  }
  while (at < index) {
    at += 1;
    frame = at % data.key === 0 ? data.pictures[at] : patched(frame, data.pictures[at]);
  }
  held.index = at;
  held.frame = frame;
  return frame;
}

// The number of the last entry of `times` that is not after `time`, -1 where there is none.
function lastNotAfter(times, time) {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
