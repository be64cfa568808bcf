// Where the script lets time stand: what to do meanwhile, or a question to be answered before one sees.
const AMOUNT = /^[+-]?\d{1,12}(\.\d{1,6})?%?$/;
const SIZE = /^(\d+(?:\.\d+)?)([bkmgt])(?:i?b)?$/;
const PLACE = /^(?:([a-z][a-z0-9-]{0,15}):)?s(\d{1,7})$/;

// What kind of number a word is, and how much; see engine/commands/answers.py.
function amount(word) {
  if (AMOUNT.test(word)) return ["number", parseFloat(word)];
  const pages = /^(\d+)p$/.exec(word);
  if (pages) return ["pages", Number(pages[1])];
  const found = SIZE.exec(word);
  return found && ["bytes", Number(found[1]) * 1024 ** "bkmgt".indexOf(found[2])];
}

function matches(wanted, given) {
  const place = PLACE.exec(wanted), pointed = PLACE.exec(given);
  if (place && pointed) return Number(place[2]) === Number(pointed[2]) && (!place[1] || !pointed[1] || place[1] === pointed[1]);
  const found = amount(given);
  if (!found) return given === wanted || given.split(/\s+/).join("-") === wanted;
  const [low, high] = wanted.split("..");
  const least = amount(low), most = amount(high || low);
  return Boolean(least && most) && least[0] === found[0] && least[1] <= found[1] && found[1] <= most[1];
}

const isRight = (answer, given) => answer.split("|").some((part) => matches(part, given.trim().toLowerCase()));

const card = { stop: null, onward: () => {} };

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
  made.addEventListener("click", act);
  return made;
}

// Show a stop; `onward` is what goes on from it.
function openCard([time, words, answer], onward) {
  const box = byId("card");
  card.stop = time;
  card.onward = onward;
  const goOn = button("Go on ▶", "", () => card.onward());
  box.replaceChildren(element("p", "words", words || "The script holds here."));
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
    const right = given.value.trim() !== "" && isRight(answer, given.value);
    const verdict = element("p", right ? "right" : "wrong");
    verdict.append(element("b", "", right ? "✓ Right: " : given.value.trim() ? "× Not quite: " : ""), document.createTextNode(`the answer is ${answer.split("|").join(" or ")}`));
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
