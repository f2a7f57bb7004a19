/** What is shown instead of a screen that failed or does not exist. */
import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { Problem } from "../data/hub.ts";
import { hubAnswers, onceHubAnswers } from "../data/hub-away.ts";
import { isMissingPart, reloadOnce } from "../data/missing-part.ts";
import { useTranslation } from "../i18n/translation.ts";
import { HubAway, ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";

/** Of a screen that failed: "asking": whether the hub is away, "reloading": a newer build is loaded. */
type Failure = "asking" | "reloading" | "away" | "other";

const isAwayProblem = (error: unknown): boolean => error instanceof Problem && error.status === 0;

/** A part of the page is missing because the hub is away, or because it has a newer build. */
function useFailure(error: unknown): Failure {
  const isMissing = isMissingPart(error);
  const [failure, setFailure] = useState<Failure>(isMissing ? "asking" : isAwayProblem(error) ? "away" : "other");
  useEffect(() => {
    if (!isMissing) return;
    let isOver = false;
    void hubAnswers().then((answers) => {
      if (!isOver) setFailure(!answers ? "away" : reloadOnce() ? "reloading" : "other");
    });
    return () => {
      isOver = true;
    };
  }, [isMissing]);
  return failure;
}

export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("ui");
  const router = useRouter();
  const { reset: forgetErrors } = useQueryErrorResetBoundary();
  const failure = useFailure(error);
  const isMissing = isMissingPart(error);
  const again = useCallback(() => {
    if (isMissing) return window.location.reload();
    // What was read before and failed is asked again, also where nothing is drawn of it at the moment.
    forgetErrors();
    reset();
    void router.invalidate();
  }, [isMissing, reset, router, forgetErrors]);
  useEffect(() => (failure === "away" ? onceHubAnswers(again) : undefined), [failure, again]);
  if (failure === "asking" || failure === "reloading") return <PageSkeleton />;
  return (
    <Center mih="60vh" p="md">
      {failure === "away" ? (
        <HubAway onRetry={again} />
      ) : (
        <ProblemNotice error={error} onRetry={again} {...(isMissing && { retryLabel: t("problem.reload") })} />
      )}
    </Center>
  );
}

export function NotFound() {
  const { t } = useTranslation("shell");
  return (
    <Center mih="60vh" p="md">
      <Stack align="center" gap="sm">
        <Title order={1}>{t("notFound.title")}</Title>
        <Text c="var(--quiet)">{t("notFound.text")}</Text>
        <Button component={Link} to="/">
          {t("notFound.home")}
        </Button>
      </Stack>
    </Center>
  );
}
