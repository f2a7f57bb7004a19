/** A screen's frame: title row with its one primary action. */
import { Anchor, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./page.module.css";

export interface PageProps {
  readonly title: string;
  /** Where this stands: its list. */
  readonly above?: { readonly label: string; readonly to: string };
  /** State beside the title. */
  readonly state?: ReactNode;
  /** The one thing most come here to do, and less frequent ones. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, above, state, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Argosy`);
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        {above && (
          <Anchor component={Link} size="sm" to={above.to} w="fit-content">
            {above.label}
          </Anchor>
        )}
        <div className={classes.row}>
          <div className={classes.title}>
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              <bdi>{title}</bdi>
            </Title>
            {state}
          </div>
          <div className={classes.actions}>{actions}</div>
        </div>
      </div>
      {children}
    </div>
  );
}
