// Where the script lets time stand: what to do meanwhile, or a question to be answered before one sees.
// What is right is judged as in engine/commands/answers.py.
const NUMBER = /^[+-]?\d{1,12}(\.\d{1,6})?%?$/;
const SIZE = /^(\d{1,20}(?:\.\d{1,12})?)(?:([kmgt])(?:i?b)?|b)$/;
const PAGES = /^(\d{1,15})p$/;
const PLACE = /^(?:([a-z][a-z0-9-]{0,15}):)?s(\d{1,7})$/;
const TYPED_PLACE = /^(?:([a-z][a-z0-9-]{0,15})(?::| +))??(?:section[ =]?|s ?)?(\d{1,7})$/;
const LARGEST = 2 ** 44;

// What kind of number a word is, and how much; null where it is none.
function amount(word) {
  if (NUMBER.test(word)) return ["number", parseFloat(word)];
  const pages = PAGES.exec(word);
  if (pages) return Number(pages[1]) > LARGEST / 4096 ? null : ["pages", Number(pages[1])];
  const found = SIZE.exec(word);
  if (!found) return null;
  const bytes = Number(found[1]) * 1024 ** ("kmgt".indexOf(found[2] || " ") + 1);
  return Number.isInteger(bytes) && bytes <= LARGEST ? ["bytes", bytes] : null;
}

const oneWord = (text) => text.replace(/[ _]/g, "-");

function matches(wanted, given) {
  const place = PLACE.exec(wanted);
  if (place) {
    const pointed = TYPED_PLACE.exec(given);
    return Boolean(pointed) && Number(place[2]) === Number(pointed[2]) && (!place[1] || !pointed[1] || place[1] === pointed[1]);
  }
  const found = amount(given.replace(/(\d),(?=\d{3}(\D|$))/g, "$1"));
  if (!found) return oneWord(given) === oneWord(wanted);
  const [low, high] = wanted.split("..");
  const least = amount(low), most = amount(high || low);
  return Boolean(least && most) && least[0] === found[0] && least[1] <= found[1] && found[1] <= most[1];
}

function isRight(answer, given) {
  const words = given.toLowerCase().split(/\s+/).filter(Boolean).join(" ").replace(/[.!]+$/, "");
  const said = words.replace(/(\d) +([kmgtp%])$/, "$1$2");
  return answer.toLowerCase().split("|").some((part) => matches(part, said));
}

const card = { stop: null, input: null, onward: () => {} };
const score = { right: new Set(), asked: new Set() };

function closeCard() {
  card.stop = null;
  byId("card").hidden = true;
  byId("card").replaceChildren();
}

function button(text, label, act) {
  const made = element("button", "", text);
  made.type = "button";
  if (label) {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
  made.addEventListener("click", (event) => {
    if (event.detail) made.blur(); // clicked, not pressed: then Space is for playing
    act();
  });
  return made;
}

// Show a stop; `onward` is what goes on from it.
function openCard([time, words, answer, spoken], onward) {
  const box = byId("card");
  card.stop = time;
  card.onward = onward;
  const goOn = button("Go on ▶", "", () => card.onward());
  box.replaceChildren(element("p", "words", words || "Paused here."));
  box.hidden = false;
  if (answer === null) {
    box.append(goOn);
    goOn.focus({ preventScroll: true });
    return;
  }
  const form = element("form"), given = element("input");
  given.type = "text";
  given.autocomplete = "off";
  given.setAttribute("aria-label", "your prediction");
  given.placeholder = "your prediction, or click a cell";
  const reveal = element("button", "", "Reveal");
  form.append(given, reveal);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const tried = given.value.trim() !== "";
    const right = tried && isRight(answer, given.value);
    const verdict = element("p", right ? "right" : "wrong");
    verdict.append(element("b", "", right ? "✓ Right: " : tried ? "× Not quite: " : ""), document.createTextNode(`the answer is ${spoken}`));
    if (tried && !score.asked.has(time)) {
      score.asked.add(time);
      if (right) score.right.add(time);
    }
    if (score.asked.size > 1) verdict.append(element("span", "muted", `  ${score.right.size} of ${score.asked.size} so far`));
    form.replaceWith(verdict, goOn);
    goOn.focus({ preventScroll: true });
  });
  box.append(form);
  card.input = given;
  given.focus({ preventScroll: true });
}

// A cell that is clicked while a question is open is an answer.
byId("guests").addEventListener("click", (event) => {
  const cell = event.target.closest("[data-section]");
  if (!cell || card.stop === null || !card.input || !card.input.isConnected) return;
  const name = cell.closest(".guest").querySelector(".who").textContent;
  card.input.value = `${name}:s${cell.dataset.section}`;
  card.input.focus({ preventScroll: true });
});
