/** The screens of one subject side by side. */
import { Tabs } from "@mantine/core";
import { useNavigate, useRouterState, useSearch } from "@tanstack/react-router";

export interface SubScreen {
  readonly to: string;
  readonly label: string;
}

interface Props {
  readonly screens: readonly SubScreen[];
  readonly label: string;
  /** What of the address goes along from screen to screen. */
  readonly keep?: readonly string[];
}

export function SubNav({ screens, label, keep = [] }: Props) {
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  // The most exact one that fits: "/inventory" fits all of them.
  const shown = screens
    .filter(({ to }) => path === to || path.startsWith(`${to}/`))
    .toSorted((a, b) => b.to.length - a.to.length)[0];
  return (
    <Tabs
      variant="pills"
      value={shown?.to ?? null}
      onChange={(to) =>
        to !== null && void navigate({ to, search: Object.fromEntries(keep.map((name) => [name, search[name]])) })
      }
      aria-label={label}
      style={{ overflowX: "auto" }}
    >
      <Tabs.List style={{ flexWrap: "nowrap" }}>
        {screens.map((screen) => (
          <Tabs.Tab key={screen.to} value={screen.to} className="nowrap">
            {screen.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
