/** Attributes by name; `true` for one without a value, `false` and undefined for none. */
export type Attributes = Record<string, string | boolean | undefined>;

/** Makes an element. */
export function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	attributes: Attributes = {},
	...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) setAttribute(made, key, value);
	made.append(...children);
	return made;
}

/** Sets or removes an attribute, touching the document only when it changes. */
export function setAttribute(
	target: Element,
	name: string,
	value: string | boolean | undefined,
): void {
	if (value === undefined || value === false) {
		if (target.hasAttribute(name)) target.removeAttribute(name);
		return;
	}
	const text = value === true ? '' : value;
	if (target.getAttribute(name) !== text) target.setAttribute(name, text);
}

/** Sets an element's text when it differs, so that screen readers are not told the same twice. */
export function setText(target: Element, text: string): void {
	if (target.textContent !== text) target.textContent = text;
}

/** A line drawing of 24 by 24 from an SVG path. */
export function icon(path: string): SVGSVGElement {
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	svg.setAttribute('viewBox', '0 0 24 24');
	svg.setAttribute('aria-hidden', 'true');
	const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
	line.setAttribute('d', path);
	svg.append(line);
	return svg;
}
