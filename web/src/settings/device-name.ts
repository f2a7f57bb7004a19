/** "Mozilla/5.0 (X11; Linux x86_64) ... Firefox/140.0" -> "Firefox · Linux". */
export function deviceName(agent: string | null): string | null {
  if (agent === null || agent === "") return null;
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(agent)?.[1];
  const system = /(Android|iPhone|iPad|Windows|Mac OS X|Linux)/.exec(agent)?.[1];
  const names: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera", "Mac OS X": "macOS" };
  const existing = [browser, system].filter((word) => word !== undefined).map((word) => names[word] ?? word);
  return existing.length === 0 ? agent.slice(0, 60) : existing.join(" · ");
}
