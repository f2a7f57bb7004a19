/** Sends what packers have scanned, on whatever page they are, and shows what was not recorded. */
import { Alert, Button, CloseButton, Group, Text } from "@mantine/core";
import { Fragment, useCallback, useEffect, useSyncExternalStore } from "react";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { usePhotoSending } from "../photos/sending.ts";
import { storedNames } from "../storage/choices.ts";
import { useHoldPage, useTryAgain } from "../storage/waiting-to-send.ts";
import { dismiss, dismissUnreadable, type Outbox, putAside, send } from "./outbox.ts";
import { outboxOf } from "./outboxes.ts";
import { waitingOfOthers } from "./packing-store.ts";

const TRY_AGAIN_MS = 5_000;

/** Also what was packed in another organization: each is sent to its own. */
export function Sender() {
  const { user, organizations } = useSession();
  if (user === null) return null;
  return (
    <>
      <KeptOfOthers userId={user.id} />
      {organizations.map(({ id }) => (
        <Fragment key={id}>
          <Stored outbox={outboxOf(id, user.id)} packer={user.name || user.email} />
          <StoredPhotos organizationId={id} />
        </Fragment>
      ))}
    </>
  );
}

/** Their screens tell of them; here they are only sent. */
function StoredPhotos({ organizationId }: { readonly organizationId: string }) {
  usePhotoSending(organizationId);
  return null;
}

/** What somebody packed who is not signed in now: nothing sends it, and nobody else is told. */
function KeptOfOthers({ userId }: { readonly userId: string }) {
  const { t } = useTranslation("packing");
  const count = waitingOfOthers(localStorage, storedNames(), userId);
  return count === 0 ? null : (
    <Alert radius={0} color="yellow" role="status">
      {t("ofOthers", { count })}
    </Alert>
  );
}

function useSending(outbox: Outbox) {
  const attempt = useCallback(() => void send(outbox), [outbox]);
  useEffect(attempt, [attempt]);
  useTryAgain(attempt, TRY_AGAIN_MS);
}

function useShown(outbox: Outbox) {
  return useSyncExternalStore(
    (listener) => {
      outbox.listeners.add(listener);
      return () => outbox.listeners.delete(listener);
    },
    () => outbox.shown,
  );
}

interface Props {
  readonly outbox: Outbox;
  readonly packer: string;
}

function Stored({ outbox, packer }: Props) {
  const { t } = useTranslation("packing");
  useSending(outbox);
  const { waiting, held, refused, round, isUnsaved, hasUnreadable } = useShown(outbox);
  useHoldPage(isUnsaved);
  return (
    <>
      {waiting.length > 0 && round !== "done" && (
        <Alert radius={0} color="yellow" role="status">
          {round === "away" ? t("waiting", { count: waiting.length }) : t("elsewhere", { name: packer })}
        </Alert>
      )}
      {isUnsaved && (
        <Alert radius={0} color="red" role="alert">
          {t("unsaved")}
        </Alert>
      )}
      {hasUnreadable && (
        <Alert radius={0} color="red" role="alert">
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{t("unreadable")}</Text>
            <CloseButton aria-label={t("dismissUnreadable")} onClick={() => dismissUnreadable(outbox)} />
          </Group>
        </Alert>
      )}
      <NotTaken outbox={outbox} held={held} refused={refused} />
    </>
  );
}

/** What the hub answered without recording it. */
function NotTaken({ outbox, held, refused }: Pick<Props, "outbox"> & Pick<Outbox["shown"], "held" | "refused">) {
  const { t } = useTranslation("packing");
  return (
    <>
      {held.map(({ id, number, text }) => (
        <Alert key={id} radius={0} color="yellow" role="status" data-held={number}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">
              {t("held", { number })} <bdi>{text}</bdi>
            </Text>
            <Button size="xs" variant="default" onClick={() => putAside(outbox, id)}>
              {t("putAside", { number })}
            </Button>
          </Group>
        </Alert>
      ))}
      {refused.map(({ id, number, text }) => (
        <Alert key={id} radius={0} color="red" role="alert" data-refused={number}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">
              {t("refused", { number })} <bdi>{text}</bdi>
            </Text>
            <CloseButton aria-label={t("dismiss", { number })} onClick={() => dismiss(outbox, id)} />
          </Group>
        </Alert>
      ))}
    </>
  );
}
