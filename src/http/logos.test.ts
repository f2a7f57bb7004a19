import { expect, test } from "vitest";
import { tileOf } from "./logos.ts";

test("a tile shows the platform's logo, else its initials, in an ink that can be read on its colour", () => {
  const logo = '<svg role="img" viewBox="0 0 24 24"><title>A</title><path d="M0 0"/></svg>\n';
  const drawn = tileOf({ id: "a", name: "Any shop", color: "#102030" }, logo);
  expect(drawn).toContain(
    '<g fill="#fff" color="#fff"><g transform="translate(5 5)"><title>A</title><path d="M0 0"/></g></g>',
  );
  const letters = (name: string) =>
    />([^<]*)<\/text>/.exec(tileOf({ id: "a", name, color: "#ffee00" }, undefined))?.[1];
  expect(["Nile Soap & Co", "متجر Nile", "shop"].map(letters)).toEqual(["NS", "م", "S"]);
  expect(tileOf({ id: "a", name: "Sun", color: "#ffee00" }, undefined)).toContain('fill="#111"');
});
