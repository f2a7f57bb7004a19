/** What the operator's screens share: the way to each other, and the switch of everything that goes out. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconHandStop, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { body, hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Page } from "../ui/page.tsx";
import { SectionTabs } from "../ui/section-tabs.tsx";
import { When } from "../ui/when.tsx";

const SECTIONS = ["organizations", "users", "work", "audit"] as const;

export function AdminFrame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const [isRequesting, setRequest] = useState(false);
  const outbound = useQuery(reading(["admin", "outbound"], () => hub.GET("/api/admin/outbound")));
  const renew = async () => {
    await client.invalidateQueries({ queryKey: ["admin"] });
    await client.invalidateQueries({ queryKey: ["held-back"] });
    setRequest(false);
  };
  const pause = useAction({
    run: () => body(hub.POST("/api/admin/outbound/pause")),
    done: renew,
    said: t("outbound.nowPaused"),
  });
  const resume = useAction({
    run: () => body(hub.POST("/api/admin/outbound/resume")),
    done: renew,
    said: t("outbound.nowResumed"),
  });
  const pausedAt = outbound.data?.pausedAt ?? null;
  return (
    <Page
      title={t("title")}
      actions={
        outbound.data &&
        pausedAt === null && (
          <Button
            variant="default"
            color="red"
            leftSection={<IconHandStop size={16} />}
            onClick={() => setRequest(true)}
          >
            {t("outbound.pause")}
          </Button>
        )
      }
    >
      {pausedAt !== null && (
        <Alert color="yellow" icon={<IconHandStop size={18} />} title={t("outbound.isPaused")}>
          <Group justify="space-between" gap="sm">
            <Text size="sm" component="div">
              {outbound.data?.pausedBy?.replace(/^user:/, "")} · <When at={pausedAt} />
            </Text>
            <Button size="xs" leftSection={<IconPlayerPlay size={14} className="directed" />} {...starts(resume)}>
              {t("outbound.resume")}
            </Button>
          </Group>
        </Alert>
      )}
      <SectionTabs
        label={t("title")}
        sections={SECTIONS.map((section) => ({ to: `/settings/admin/${section}`, label: t(`sections.${section}`) }))}
      />
      {children}
      <Confirm
        isOpen={isRequesting}
        title={t("outbound.pauseTitle")}
        text={t("outbound.pauseText")}
        label={t("outbound.pause")}
        action={pause}
        onClose={() => setRequest(false)}
      />
    </Page>
  );
}
