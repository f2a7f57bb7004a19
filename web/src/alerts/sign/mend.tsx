/** The one click that mends an alert, and the way to what it is about; `isBrief`: only one of them. Whoever shows it loads the words of "alerts/sign". */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useSession } from "../../data/session.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { starts, useAction } from "../../ui/action.ts";
import { LinkButton } from "../../ui/link.ts";
import { type Alert, deedOf, deedOfMany, linkFor, linkForMany } from "../repair-actions.ts";

interface Props {
  readonly alert: Alert;
  readonly isBrief?: boolean;
  /** One of several of the same cause: mended together. */
  readonly isOfMany?: boolean;
}

export function Mend({ alert, isBrief = false, isOfMany = false }: Props) {
  const { t } = useTranslation("alerts/sign");
  const { may } = useSession();
  const client = useQueryClient();
  const deed = isOfMany ? deedOfMany(alert) : deedOf(alert);
  const place = isOfMany ? linkForMany(alert) : linkFor(alert);
  const act = useAction({
    run: async () => deed?.run(),
    done: () =>
      Promise.all(
        ["alerts", "home", "stores", "runs", "inventory", "products"].map((subject) =>
          client.invalidateQueries({ queryKey: [subject] }),
        ),
      ),
    said: t(deed?.word === "makeBundle" ? "bundled" : "mending"),
  });
  const size = isBrief ? "compact-xs" : "compact-sm";
  const isDeed = deed !== undefined && may(deed.needs);
  return (
    <>
      {isDeed && (
        <Button size={size} variant={isBrief ? "light" : "filled"} {...starts(act)}>
          {t(`mend.${deed.word}`)}
        </Button>
      )}
      {place && !(isBrief && isDeed) && (
        <LinkButton
          to={place.to}
          search={place.search ?? {}}
          size={size}
          variant={isBrief ? "light" : isDeed ? "default" : "filled"}
        >
          {t(`mend.${place.word}`)}
        </LinkButton>
      )}
    </>
  );
}
