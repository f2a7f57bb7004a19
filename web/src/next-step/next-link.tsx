/** The step that comes next, below what was just finished. */
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { useNext } from "./next-step.ts";
import type { Finished, NextStep } from "./step-order.ts";

interface Props {
  readonly after: Finished;
  /** For a page that has read too little to know. */
  readonly otherwise?: NextStep;
  /** Where links are reviewed, for the page of one channel. */
  readonly linksAt?: string;
}

export function NextLink(props: Props) {
  return (
    <Suspense>
      <Shown {...props} />
    </Suspense>
  );
}

function Shown({ after, otherwise, linksAt }: Props) {
  const { t } = useTranslation("next-step");
  const next = useNext(after)(otherwise);
  if (next === undefined) return null;
  return (
    <Anchor
      component={Link}
      to={next.step === "links" ? (linksAt ?? next.to) : next.to}
      size="sm"
      data-next={next.step}
    >
      {t(next.step)}
    </Anchor>
  );
}
