// Building the page without HTML strings: people's text only ever becomes text.
const SVG = "http://www.w3.org/2000/svg";

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/field/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function badge([label, colour]) {
  return element("span", { class: `badge ${colour}` }, label);
}

export function empty(symbol, title, text) {
  return element("div", { class: "empty" }, icon(symbol), element("strong", {}, title), text);
}
