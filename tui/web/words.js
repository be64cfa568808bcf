// Elements, sizes and times. What a script says goes into the page as text only.
const byId = (id) => document.getElementById(id);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// Set what differs, so that nothing is laid out anew that stays.
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const UNITS = [["T", 1 << 30], ["G", 1 << 20], ["M", 1 << 10], ["K", 1]];

// `660M`, `3.5G` of so many KiB, as the terminal has it.
function size(kib) {
  for (const [unit, one] of UNITS) {
    if (kib >= one) {
      const tenths = Math.floor((kib * 10 + one / 2) / one), whole = Math.floor(tenths / 10);
      return tenths % 10 && whole < 100 ? `${whole}.${tenths % 10}${unit}` : `${whole}${unit}`;
    }
  }
  return "0";
}

// `00:31.2`, `1:02:03.4` of so many nanoseconds; with hundredths where asked for.
function clock(time, digits = 1) {
  const all = Math.floor(time / 10 ** (9 - digits)), part = all % 10 ** digits;
  const seconds = Math.floor(all / 10 ** digits), minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
  const two = (number) => String(number).padStart(2, "0");
  const rest = `${two(minutes % 60)}:${two(seconds % 60)}.${String(part).padStart(digits, "0")}`;
  return hours ? `${hours}:${rest}` : rest;
}
