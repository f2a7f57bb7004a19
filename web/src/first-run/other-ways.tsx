/** How to sign in without a password: a passkey of this device, or the provider of this hub. */
import { Button, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { canUsePasskeys, signInWithPasskey } from "../data/passkeys.ts";
import { goToProvider } from "../data/sign-in.ts";
import { signUpQuery } from "../data/sign-up-query.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useFormAction } from "../ui/action.ts";
import { ProblemNotice } from "../ui/problem.tsx";

interface Props {
  /** Where somebody who comes back from the provider goes on; absent: only passkeys, which leave no page. */
  readonly back?: string;
  onIn(): unknown;
}

export function OtherWays({ back, onIn }: Props) {
  const { t } = useTranslation("first-run");
  const { data } = useQuery(signUpQuery);
  const passkey = useFormAction({
    run: signInWithPasskey,
    done: (isIn) => (isIn ? onIn() : undefined),
  });
  const provider = useFormAction({
    run: () => goToProvider("sign-in", { back: back ?? "/", failed: "/sign-in" }),
  });
  const error = passkey.error ?? provider.error;
  return (
    <Stack gap="sm">
      {error !== null && <ProblemNotice error={error} />}
      {canUsePasskeys() && (
        <Button variant="default" fullWidth {...starts(passkey)}>
          {t("signIn.passkey")}
        </Button>
      )}
      {back !== undefined && data?.provider && (
        <Button variant="default" fullWidth {...starts(provider)}>
          {t("signIn.provider", { name: data.provider.name })}
        </Button>
      )}
    </Stack>
  );
}
