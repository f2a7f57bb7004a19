/** The sections of an area as tabs that are links; they scroll sideways where the page is narrow. */
import { ScrollArea, Tabs } from "@mantine/core";
import { useNavigate, useRouterState } from "@tanstack/react-router";

export interface Section {
  readonly to: string;
  readonly label: string;
}

const bringIntoView = (tab: HTMLElement | null) => tab?.scrollIntoView({ block: "nearest", inline: "center" });

export function SectionTabs({ label, sections }: { readonly label: string; readonly sections: readonly Section[] }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const navigate = useNavigate();
  const current = sections.find(({ to }) => path === to || path.startsWith(`${to}/`))?.to ?? null;
  return (
    <ScrollArea type="never">
      <Tabs value={current} onChange={(to) => to !== null && void navigate({ to })} activateTabWithKeyboard={false}>
        <Tabs.List aria-label={label} style={{ flexWrap: "nowrap" }}>
          {sections.map(({ to, label: name }) => (
            <Tabs.Tab key={to} value={to} className="nowrap" ref={to === current ? bringIntoView : null}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
    </ScrollArea>
  );
}
