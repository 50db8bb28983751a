// The chat: sends what is typed or pressed, and builds each reply from its tree with DOM calls only.
"use strict";

const talk = document.getElementById("talk");
const status = document.getElementById("status");
const form = document.getElementById("ask");
const field = document.getElementById("text");
const room = document.querySelector("main");
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;
const LOOK_EVERY = 20_000; // milliseconds between two looks for messages that came by themselves
const KEPT = 40; // exchanges that a reload brings back

const GREETING = {
  title: "", sections: [], links: [], image: null,
  text: [{ tag: "p", parts: ["Hello. Ask me anything about learning machine learning, in your own words. For example:"] }],
  buttons: [
    { label: "What is overfitting?", send: "What is overfitting?" },
    { label: "Where do I start?", send: "Where do I start?" },
    { label: "What should I do today?", send: "/today" },
    { label: "Show the roadmap", send: "/roadmap" },
  ],
};

function element(tag, parts = [], settings = {}) {
  const made = Object.assign(document.createElement(tag), settings);
  made.append(...parts);
  return made;
}

function node(part) {
  if (typeof part === "string") return document.createTextNode(part);
  const parts = part.parts.map(node);
  switch (part.tag) {
    case "pre": return element("pre", [element("code", parts)], { tabIndex: 0 });
    case "a": return anchor(part.url, parts);
    case "ol": return element("ol", parts, { start: part.start });
    case "p": case "ul": case "li": case "blockquote": case "code": case "br": case "strong": case "em":
      return element(part.tag, parts);
    default: return element("span", parts);
  }
}

function anchor(url, parts) {
  return element("a", parts, { href: url, target: "_blank", rel: "noopener noreferrer" });
}

function card(reply) {
  const article = element("article", [], { className: "reply" });
  article.setAttribute("aria-label", "Trailmate");
  if (reply.title) article.append(element("h2", [reply.title]));
  article.append(...reply.text.map(node));
  if (reply.image) article.append(picture(reply.image));
  for (const section of reply.sections) {
    article.append(element("section", [element("h3", [section.title]), ...section.text.map(node)]));
  }
  for (const file of reply.files ?? []) {
    const link = element("a", [`Save ${file.name}`], { href: URL.createObjectURL(new Blob([file.text])), download: file.name });
    article.append(element("p", [link]));
  }
  if (reply.links.length) {
    article.append(element("ul", reply.links.map((link) =>
      element("li", [anchor(link.url, [link.title]), ...(link.note ? [" ", element("small", [`(${link.note})`])] : [])])),
      { className: "links" }));
  }
  if (reply.buttons.length) {
    const group = element("div", reply.buttons.map(press), { className: "buttons", role: "group" });
    group.setAttribute("aria-label", "Go on");
    article.append(group);
  }
  return article;
}

// Opens at full size in a tab of its own, where a phone can zoom. One that a reload did not bring back is told in words.
function picture({ png, alt }) {
  if (!png) return element("p", [`Picture: ${alt}`]);
  const file = new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))], { type: "image/png" });
  const shown = element("img", [], { src: `data:image/png;base64,${png}`, alt });
  const open = anchor(URL.createObjectURL(file), [shown]);
  open.className = "picture";
  open.title = "Open the picture at full size";
  return open;
}

function press(button) {
  const made = element("button", [button.label], { type: "button" });
  made.addEventListener("click", () => say(button.send, button.owner ?? null, button.label));
  return made;
}

function show(reply) {
  const made = card(reply);
  talk.append(made);
  made.scrollIntoView({ block: made.offsetHeight > room.clientHeight * 0.8 ? "start" : "nearest" });
}

function showSaid(words) {
  const made = element("p", [words], { className: "said" });
  made.setAttribute("aria-label", "You");
  talk.append(made);
  made.scrollIntoView({ block: "nearest" });
}

async function say(text, owner, words) {
  showSaid(words);
  status.textContent = "Looking it up …";
  let reply;
  try {
    const answer = await fetch("/say", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, owner, zone: ZONE }),
    });
    reply = await answer.json();
    if (reply.problem) reply = sentence(reply.problem);
    else keep(words, reply);
  } catch {
    reply = sentence("I can't reach Trailmate. Is it still running?");
  }
  status.textContent = "";
  show(reply);
}

function sentence(words) {
  return { title: "", text: [{ tag: "p", parts: [words] }], sections: [], links: [], buttons: [], image: null };
}

// Kept in this tab only, so that a reload does not lose the talk.
function keep(words, reply) {
  const kept = [...past().map(withoutPicture), { words, reply }].slice(-KEPT);
  try { sessionStorage.setItem("talk", JSON.stringify(kept)); } catch { sessionStorage.removeItem("talk"); }
}

// A tab keeps some megabytes: room for the last picture, not for all.
function withoutPicture({ words, reply }) {
  return { words, reply: { ...reply, image: reply.image && { alt: reply.image.alt } } };
}

function past() {
  try { return JSON.parse(sessionStorage.getItem("talk")) ?? []; } catch { return []; }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return;
  field.value = "";
  grow();
  say(text, null, text);
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

function grow() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}
field.addEventListener("input", grow);

// Daily tasks and prompts wait in the mailbox until a page looks that somebody sees.
async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(`/news?after=${seen()}`);
    const { you, messages } = await answer.json();
    if (!messages) return;
    if (you !== localStorage.getItem("you")) { // somebody else, so the messages are numbered anew
      localStorage.setItem("you", you);
      localStorage.setItem("seen", 0);
      return look();
    }
    for (const { number, reply } of messages) {
      if (number <= seen()) continue; // another tab was quicker
      localStorage.setItem("seen", number);
      keep(null, reply);
      bring(reply);
    }
  } catch { /* the next look may reach it */ }
}

function seen() {
  return Number(localStorage.getItem("seen") ?? 0);
}

// Whoever reads further up is not torn away.
function bring(reply) {
  const atEnd = room.scrollHeight - room.clientHeight - room.scrollTop < 100;
  if (atEnd) show(reply);
  else talk.append(card(reply));
}

show(GREETING);
for (const { words, reply } of past()) {
  if (words !== null) showSaid(words);
  show(reply);
}
field.focus();
look();
setInterval(look, LOOK_EVERY);
document.addEventListener("visibilitychange", () => document.hidden || look());
