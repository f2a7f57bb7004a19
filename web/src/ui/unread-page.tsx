/** A record's page while it is read, or when it could not be. */
import type { UseQueryResult } from "@tanstack/react-query";
import { Page } from "./page.tsx";
import { ProblemNotice } from "./problem.tsx";
import { PageSkeleton } from "./skeletons.tsx";

interface Props {
  readonly found: Pick<UseQueryResult, "isPending" | "error" | "refetch">;
  readonly title: string;
  /** The list it stands below. */
  readonly above?: { readonly label: string; readonly to: string };
}

export function UnreadPage({ found, title, above }: Props) {
  if (found.isPending) return <PageSkeleton />;
  return (
    <Page title={title} {...(above && { above })}>
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
    </Page>
  );
}
