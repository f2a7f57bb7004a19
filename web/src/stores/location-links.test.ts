import { expect, test } from "vitest";
import { changedLinks, linkGaps, withDraft } from "./location-links.ts";

const at = (key: string, locationId: string | null) => ({ key, name: key.toUpperCase(), locationId });
const saved = [at("a", "main"), at("b", null), at("c", null)];

test("a save sends only the choices that differ from what is saved, also a link taken away", () => {
  expect(changedLinks(saved, { a: "main", b: "east" })).toEqual([{ key: "b", locationId: "east" }]);
  expect(changedLinks(saved, { a: null, gone: "east" })).toEqual([{ key: "a", locationId: null }]);
  expect(withDraft(saved, { a: null }).map(({ locationId }) => locationId)).toEqual([null, null, null]);
});

test("locations not linked are told, and ours that two are linked to", () => {
  expect(linkGaps(saved)).toEqual({ unlinked: [saved[1], saved[2]], isAll: false, twice: [] });
  expect(linkGaps([at("a", null), at("b", null)]).isAll).toBe(true);
  const doubled = [at("a", "main"), at("b", "main"), at("c", "main"), at("d", "east")];
  expect(linkGaps(doubled)).toEqual({ unlinked: [], isAll: false, twice: ["main"] });
});
