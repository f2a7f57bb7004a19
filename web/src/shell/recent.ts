/** What was opened from the palette, on this machine, last first. */
const KEPT = "argosy.recent";
const MOST = 5;

export interface Recent {
  readonly to: string;
  readonly label: string;
}

const nameOf = (organizationId: string): string => `${KEPT}.${organizationId}`;

/** Empty where nothing was kept, or something else stands there. */
export function recentlyOpened(organizationId: string): readonly Recent[] {
  const kept: unknown = JSON.parse(sessionStorage.getItem(nameOf(organizationId)) ?? "[]");
  return Array.isArray(kept) ? kept : [];
}

export function keepRecent(organizationId: string, opened: Recent): void {
  const others = recentlyOpened(organizationId).filter(({ to }) => to !== opened.to);
  sessionStorage.setItem(nameOf(organizationId), JSON.stringify([opened, ...others].slice(0, MOST)));
}
