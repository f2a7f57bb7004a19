/** A screen of a subject that has several: the subject's title, and its screens side by side below it. */
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "./page.tsx";
import { SectionTabs } from "./section-tabs.tsx";

/** What a screen hands to its subject's frame. */
export interface FrameProps {
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

interface Props extends FrameProps {
  readonly title: string;
  /** Address -> what stands on the tab. */
  readonly screens: Readonly<Record<string, string>>;
  /** What of the address goes along from screen to screen. */
  readonly keep?: readonly string[];
}

export function SubjectPage({ title, screens, keep = [], actions, children }: Props) {
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const kept = Object.fromEntries(keep.map((name) => [name, search[name]]));
  const sections = Object.entries(screens).map(([to, label]) => ({ to, label, search: kept }));
  return (
    <Page title={title} actions={actions}>
      <SectionTabs variant="pills" label={title} sections={sections} />
      {children}
    </Page>
  );
}
