/** Which kind of test a file holds, read from its path; the counts at the end of a run are by these kinds. */
export const kinds = ["unit", "conformance", "integration", "whole-system", "browser"] as const;
export type Kind = (typeof kinds)[number];

export function kindOf(path: string): Kind {
  const file = path.replaceAll("\\", "/");
  if (/(^|\/)test\/browser\//.test(file)) return "browser";
  if (/(^|\/)(test|demo)\//.test(file)) return "whole-system";
  const folder = /(?:^|\/)src\/connectors\/([^/]+)\/([^/]+)\.test\.ts$/.exec(file);
  if (/conformance[^/]*\.test\.ts$/.test(file) || (folder && folder[1] === folder[2])) return "conformance";
  if (/\.it\.test\.ts$/.test(file)) return "integration";
  return "unit";
}
