/** A screen of a subject that has several: the subject's title, and its screens side by side below it. */
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Action, useSession } from "../data/session.ts";
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
  /** Address -> what has to be allowed to see it; absent: what brings people here. */
  readonly needs?: Readonly<Record<string, Action>>;
  /** What of the address goes along from screen to screen. */
  readonly keep?: readonly string[];
}

export function SubjectPage({ title, screens, needs = {}, keep = [], actions, children }: Props) {
  const { may } = useSession();
  const search = useSearch({ strict: false }) as Readonly<Record<string, string | undefined>>;
  const stored = Object.fromEntries(keep.map((name) => [name, search[name]]));
  const sections = Object.entries(screens).flatMap(([to, label]) =>
    needs[to] === undefined || may(needs[to]) ? [{ to, label, search: stored }] : [],
  );
  return (
    <Page title={title} actions={actions}>
      <SectionTabs variant="pills" label={title} sections={sections} />
      {children}
    </Page>
  );
}
