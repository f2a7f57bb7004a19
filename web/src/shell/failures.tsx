/** What is shown instead of a screen that failed or does not exist. */
import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { isMissingPart, reloadOnce } from "../data/missing-part.ts";
import { useTranslation } from "../i18n/translation.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { PageSkeleton } from "../ui/skeletons.tsx";

export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("ui");
  const router = useRouter();
  const isMissing = isMissingPart(error);
  const [isReloading, setReloading] = useState(isMissing);
  useEffect(() => setReloading(isMissing && reloadOnce()), [isMissing]);
  if (isReloading) return <PageSkeleton />;
  const again = () => {
    if (isMissing) return window.location.reload();
    reset();
    void router.invalidate();
  };
  return (
    <Center mih="60vh" p="md">
      <ProblemNotice error={error} onRetry={again} {...(isMissing && { retryLabel: t("problem.reload") })} />
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
