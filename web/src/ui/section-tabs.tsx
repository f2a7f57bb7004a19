/** The sections of an area as tabs that are links; they scroll sideways where the page is narrow. */
import { ScrollArea, Tabs, Text } from "@mantine/core";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { bringIntoView } from "./bring-into-view.ts";

export interface Section {
  readonly to: string;
  readonly label: string;
  readonly search?: Readonly<Record<string, string | undefined>>;
  /** How much waits in it. */
  readonly count?: string | undefined;
}

interface Props {
  readonly label: string;
  readonly sections: readonly Section[];
  /** Pills stand below a page's title, where a line would be one too many. */
  readonly variant?: "default" | "pills";
}

export function SectionTabs({ label, sections, variant = "default" }: Props) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  // The most exact one that fits: the first section may stand at the area's own address.
  const fitting = sections.filter(({ to }) => path === to || path.startsWith(`${to}/`));
  const current = fitting.toSorted((a, b) => b.to.length - a.to.length)[0]?.to ?? null;
  return (
    <ScrollArea type="never">
      <Tabs
        variant={variant}
        value={current}
        onChange={(to) =>
          to !== null && void navigate({ to, search: sections.find((each) => each.to === to)?.search ?? {} })
        }
        activateTabWithKeyboard={false}
      >
        <Tabs.List aria-label={label} style={{ flexWrap: "nowrap", minWidth: "max-content" }}>
          {sections.map(({ to, label: name, count }) => (
            <Tabs.Tab key={to} value={to} className="nowrap" ref={to === current ? bringIntoView : null}>
              {name}
              {count !== undefined && (
                <Text span size="xs" c="var(--quiet)" ms={6}>
                  {count}
                </Text>
              )}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </ScrollArea>
  );
}
