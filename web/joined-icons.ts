/** An icon's lines as one: each by itself is an element to be made, styled and laid out, and a page draws twenty icons. */
import type { Plugin } from "vite";

const ICON = /\/@tabler\/icons-react\/dist\/esm\/icons\/Icon\w+\.mjs$/;
const NODES = /const __iconNode = (\[.*\]);/;

/** As @tabler/icons-react writes it: an element's name and its attributes. */
type Node = readonly [tag: string, attributes: Readonly<Record<string, string>>];

const isLine = ([tag, attributes]: Node): boolean =>
  tag === "path" && Object.keys(attributes).every((name) => name === "d" || name === "key");

function joined(nodes: readonly Node[]): readonly Node[] {
  // A line that does not say where it begins begins where the one before it ends.
  if (!nodes.every((node) => isLine(node) && node[1]["d"]?.startsWith("M"))) return nodes;
  return [["path", { d: nodes.map(([, { d }]) => d).join(""), key: "svg-0" }]];
}

export const joinedIcons: Plugin = {
  name: "joined-icons",
  transform: (code, id) =>
    ICON.test(id)
      ? code.replace(NODES, (_all, nodes: string) => `const __iconNode = ${JSON.stringify(joined(JSON.parse(nodes)))};`)
      : undefined,
};
