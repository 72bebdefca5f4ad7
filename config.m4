dnl SPDX-License-Identifier: Apache-2.0
dnl Copyright (c) 2026 The sfprov authors

PHP_ARG_ENABLE([sfprov],
  [whether to enable sfprov],
  [AS_HELP_STRING([--enable-sfprov],
    [Enable provisioning of COmanage Registry people into Salesforce])],
  [no])

PHP_ARG_ENABLE([sfprov-hardening],
  [whether to harden the sfprov binary],
  [AS_HELP_STRING([--disable-sfprov-hardening],
    [sfprov: leave out the compiler's and linker's protections, for packagers who pass their own])],
  [yes],
  [no])

PHP_ARG_ENABLE([sfprov-dev],
  [whether warnings in sfprov are errors],
  [AS_HELP_STRING([--enable-sfprov-dev],
    [sfprov: many compiler warnings, all of them errors, and functions for the tests; for its developers])],
  [no],
  [no])

PHP_ARG_ENABLE([sfprov-asan],
  [whether to build sfprov with AddressSanitizer and UndefinedBehaviorSanitizer],
  [AS_HELP_STRING([--enable-sfprov-asan],
    [sfprov: build with AddressSanitizer and UndefinedBehaviorSanitizer])],
  [no],
  [no])

PHP_ARG_ENABLE([sfprov-coverage],
  [whether to build sfprov for coverage],
  [AS_HELP_STRING([--enable-sfprov-coverage],
    [sfprov: record which lines ran (gcov)])],
  [no],
  [no])

dnl SFPROV_TRY_CFLAG(flag, variable): append the flag to the variable if the compiler takes it without a word.
dnl CFLAGS come last, as on the command line of the build, so that a flag that quarrels with them is left out.
AC_DEFUN([SFPROV_TRY_CFLAG], [
  AC_MSG_CHECKING([whether $CC accepts $1])
  sfprov_save_CFLAGS=$CFLAGS
  CFLAGS="$1 $$2 -Werror $CFLAGS"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <string.h>]], [[char a[8]; memset(a, 0, sizeof(a)); return a[0];]])],
    [sfprov_accepted=yes], [sfprov_accepted=no])
  CFLAGS=$sfprov_save_CFLAGS
  AC_MSG_RESULT([$sfprov_accepted])
  AS_IF([test "$sfprov_accepted" = yes], [$2="$$2 $1"])
])

dnl SFPROV_TRY_LDFLAG(flag, variable): the same for the linker.
AC_DEFUN([SFPROV_TRY_LDFLAG], [
  AC_MSG_CHECKING([whether the linker accepts $1])
  sfprov_save_LDFLAGS=$LDFLAGS
  LDFLAGS="$1 $LDFLAGS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [sfprov_accepted=yes], [sfprov_accepted=no])
  LDFLAGS=$sfprov_save_LDFLAGS
  AC_MSG_RESULT([$sfprov_accepted])
  AS_IF([test "$sfprov_accepted" = yes], [$2="$$2 $1"])
])

dnl SFPROV_NEED_LIBRARY(name, pkg-config module, least version, variable prefix, Debian, Fedora, Alpine package)
AC_DEFUN([SFPROV_NEED_LIBRARY], [
  PKG_CHECK_MODULES([$4], [$2 >= $3], [:], [
    AC_MSG_ERROR([$1 $3 or newer was not found by pkg-config. Install its development package:
  Debian, Ubuntu:  apt-get install pkg-config $5
  Fedora, RHEL:    dnf install pkgconf-pkg-config $6
  Alpine:          apk add pkgconf $7
or name the folder of $2.pc in PKG_CONFIG_PATH.])
  ])
  PHP_EVAL_LIBLINE([$$4_LIBS], [SFPROV_SHARED_LIBADD])
  SFPROV_CFLAGS="$SFPROV_CFLAGS $$4_CFLAGS"
])

if test "$PHP_SFPROV" != "no"; then
  SFPROV_CFLAGS="-I@ext_srcdir@/src -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1"

  dnl ------------------------------------------------------------------ PHP
  AC_MSG_CHECKING([for a PHP version that sfprov supports])
  sfprov_php_version=$PHP_VERSION
  sfprov_php_id=$PHP_VERSION_ID
  if test -n "$PHP_CONFIG"; then
    sfprov_php_version=`$PHP_CONFIG --version`
    sfprov_php_id=`$PHP_CONFIG --vernum`
  fi
  AC_MSG_RESULT([$sfprov_php_version])
  AS_IF([test -z "$sfprov_php_id"], [AC_MSG_ERROR([the version of PHP could not be found out])])
  AS_IF([test "$sfprov_php_id" -lt 80100], [AC_MSG_ERROR([sfprov needs PHP 8.1 or newer; this is $sfprov_php_version])])
  AS_IF([test "$sfprov_php_id" -ge 80700],
    [AC_MSG_WARN([sfprov is tested with PHP 8.1 to 8.6; this is $sfprov_php_version])])

  dnl ------------------------------------------------------------ libraries
  dnl json-c before 0.15 has no symbol versions: its json_object_* then clash with jansson's in the same process.
  SFPROV_NEED_LIBRARY([libcurl], [libcurl], [7.61], [SFPROV_CURL],
    [libcurl4-openssl-dev], [libcurl-devel], [curl-dev])
  SFPROV_NEED_LIBRARY([OpenSSL], [openssl], [1.1.1], [SFPROV_OPENSSL],
    [libssl-dev], [openssl-devel], [openssl-dev])
  SFPROV_NEED_LIBRARY([json-c], [json-c], [0.15], [SFPROV_JSONC],
    [libjson-c-dev], [json-c-devel], [json-c-dev])

  AC_MSG_CHECKING([whether libcurl speaks TLS])
  sfprov_curl_features=`$PKG_CONFIG --variable=supported_features libcurl 2>/dev/null`
  AS_CASE([" $sfprov_curl_features "],
    [*" SSL "*], [AC_MSG_RESULT([yes])],
    ["  "], [AC_MSG_RESULT([unknown, seen at run time])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([this libcurl was built without TLS; Salesforce is reached by https only])])

  dnl -------------------------------------------------------------- language
  SFPROV_TRY_CFLAG([-std=gnu11], [SFPROV_CFLAGS])
  SFPROV_TRY_CFLAG([-fvisibility=hidden], [SFPROV_CFLAGS])

  dnl ------------------------------------------------------------- sanitizers
  SFPROV_LDFLAGS=""
  if test "$PHP_SFPROV_ASAN" != "no" || test "$PHP_SFPROV_COVERAGE" != "no"; then
    AS_IF([test "$ext_shared" != "yes"],
      [AC_MSG_ERROR([--enable-sfprov-asan and --enable-sfprov-coverage are for a shared sfprov])])
    dnl CFLAGS follow our own flags on the command line, so the optimisation has to be taken out there.
    CFLAGS=`echo " $CFLAGS " | $SED -e 's/ -O[[0-9a-z]]* / /g'`
  fi
  if test "$PHP_SFPROV_ASAN" != "no"; then
    sfprov_asan="-fsanitize=address,undefined"
    AS_IF([$CC --version 2>/dev/null | grep -qi clang], [
      dnl clang links its run-time library into the program only, unless told otherwise; the program is PHP here.
      sfprov_asan="$sfprov_asan -shared-libasan"
    ])
    AC_MSG_CHECKING([whether $CC can build with $sfprov_asan])
    sfprov_save_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS $sfprov_asan"
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [AC_MSG_RESULT([yes])], [
      AC_MSG_RESULT([no])
      AC_MSG_ERROR([--enable-sfprov-asan needs the run-time libraries of the compiler's sanitizers (Debian: they come with gcc; for clang, libclang-rt-dev of its version. Fedora: libasan libubsan; for clang, compiler-rt)])
    ])
    CFLAGS=$sfprov_save_CFLAGS
    SFPROV_CFLAGS="$SFPROV_CFLAGS -g -O1 -fno-omit-frame-pointer -fno-sanitize-recover=undefined $sfprov_asan"
    dnl libtool keeps flags it does not know from the linker of a library: -Xcompiler carries them through.
    for sfprov_flag in $sfprov_asan; do
      SFPROV_LDFLAGS="$SFPROV_LDFLAGS -Xcompiler $sfprov_flag"
    done
  fi
  if test "$PHP_SFPROV_COVERAGE" != "no"; then
    SFPROV_CFLAGS="$SFPROV_CFLAGS -g -O0 --coverage"
    SFPROV_TRY_CFLAG([-fprofile-update=atomic], [SFPROV_CFLAGS])
    SFPROV_LDFLAGS="$SFPROV_LDFLAGS -Xcompiler --coverage"
  fi

  dnl -------------------------------------------------------------- hardening
  if test "$PHP_SFPROV_HARDENING" != "no"; then
    SFPROV_TRY_CFLAG([-Wformat -Werror=format-security], [SFPROV_CFLAGS])
    SFPROV_TRY_CFLAG([-Werror=implicit-function-declaration], [SFPROV_CFLAGS])
    SFPROV_TRY_CFLAG([-Werror=incompatible-pointer-types], [SFPROV_CFLAGS])
    SFPROV_TRY_CFLAG([-Werror=int-conversion], [SFPROV_CFLAGS])
    SFPROV_TRY_CFLAG([-fstack-protector-strong], [SFPROV_CFLAGS])
    SFPROV_TRY_CFLAG([-fstack-clash-protection], [SFPROV_CFLAGS])
    AS_CASE([$host_cpu],
      [x86_64|i?86], [SFPROV_TRY_CFLAG([-fcf-protection=full], [SFPROV_CFLAGS])],
      [aarch64], [SFPROV_TRY_CFLAG([-mbranch-protection=standard], [SFPROV_CFLAGS])])
    dnl Fortified functions need optimisation, and hide bugs from the sanitizers. A level that the builder chose stays.
    AS_CASE(["$PHP_SFPROV_ASAN/$PHP_SFPROV_COVERAGE $CPPFLAGS $CFLAGS"], [no/no*_FORTIFY_SOURCE*], [], [no/no*], [
      SFPROV_TRY_CFLAG([-D_FORTIFY_SOURCE=3], [SFPROV_CFLAGS])
      AS_IF([test "$sfprov_accepted" = no], [SFPROV_TRY_CFLAG([-D_FORTIFY_SOURCE=2], [SFPROV_CFLAGS])])
    ])
    SFPROV_TRY_LDFLAG([-Wl,-z,relro], [SFPROV_LDFLAGS])
    SFPROV_TRY_LDFLAG([-Wl,-z,now], [SFPROV_LDFLAGS])
    SFPROV_TRY_LDFLAG([-Wl,-z,noexecstack], [SFPROV_LDFLAGS])
  fi

  dnl --------------------------------------------------------------- warnings
  if test "$PHP_SFPROV_DEV" != "no"; then
    SFPROV_DEV_CFLAGS=""
    dnl Parameters of a PHP method are given by a macro, used or not.
    for sfprov_flag in -Wall -Wextra -Wno-unused-parameter -Wshadow -Wformat=2 -Wstrict-prototypes \
      -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Walloca -Wlogical-op \
      -Wduplicated-cond -Wduplicated-branches -Wimplicit-fallthrough -Wdate-time; do
      SFPROV_TRY_CFLAG([$sfprov_flag], [SFPROV_DEV_CFLAGS])
    done
    dnl Some versions of PHP's headers do not hold to these: as headers of the system they are spared.
    if test -n "$PHP_CONFIG"; then
      SFPROV_DEV_CFLAGS="$SFPROV_DEV_CFLAGS `$PHP_CONFIG --includes | $SED -e 's/-I/-isystem /g'`"
    fi
    SFPROV_CFLAGS="$SFPROV_CFLAGS $SFPROV_DEV_CFLAGS -Werror -DSFPROV_DEV"
  fi

  dnl Written by bin/package --write, compared with the tree by bin/check/sources.
  SFPROV_SOURCES="dnl
    dnl sources: begin
    php_sfprov.c dnl
    src/base/buffer.c dnl
    src/base/copy.c dnl
    src/base/csv_reader.c dnl
    src/base/csv_writer.c dnl
    src/base/environment.c dnl
    src/base/error.c dnl
    src/base/json.c dnl
    src/base/memory.c dnl
    src/base/platform.c dnl
    src/base/secret_file.c dnl
    src/base/text.c dnl
    src/crypto/base64.c dnl
    src/crypto/digest.c dnl
    src/crypto/jwt.c dnl
    src/crypto/pkce.c dnl
    src/crypto/signature.c dnl
    src/crypto/tls.c dnl
    src/crypto/token_cipher.c dnl
    src/http/curl_errors.c dnl
    src/http/curl_lane.c dnl
    src/http/curl_many.c dnl
    src/http/curl_pool.c dnl
    src/http/curl_transfer.c dnl
    src/http/curl_transport.c dnl
    src/http/headers.c dnl
    src/http/http.c dnl
    src/http/retry.c dnl
    src/mapping/builtin.c dnl
    src/mapping/changes.c dnl
    src/mapping/compare.c dnl
    src/mapping/contact.c dnl
    src/mapping/coperson.c dnl
    src/mapping/custom.c dnl
    src/mapping/field_mapping.c dnl
    src/mapping/field_type.c dnl
    src/mapping/fields.c dnl
    src/mapping/identifier.c dnl
    src/mapping/models.c dnl
    src/mapping/person.c dnl
    src/mapping/registry_data.c dnl
    src/mapping/status.c dnl
    src/mapping/target.c dnl
    src/mapping/telephone.c dnl
    src/mapping/value_digest.c dnl
    src/oauth/grant.c dnl
    src/oauth/host.c dnl
    src/oauth/server.c dnl
    src/oauth/session.c dnl
    src/oauth/session_authorize.c dnl
    src/oauth/session_renew.c dnl
    src/oauth/session_request.c dnl
    src/oauth/token_answer.c dnl
    src/oauth/token_error.c dnl
    src/oauth/token_vault.c dnl
    src/php/bulk_store.c dnl
    src/php/call.c dnl
    src/php/classes.c dnl
    src/php/connections.c dnl
    src/php/database.c dnl
    src/php/exceptions.c dnl
    src/php/identifier_store.c dnl
    src/php/oauth_methods.c dnl
    src/php/people_enumerations.c dnl
    src/php/people_memberships.c dnl
    src/php/people_read.c dnl
    src/php/people_rows.c dnl
    src/php/people_source.c dnl
    src/php/person_data.c dnl
    src/php/person_row.c dnl
    src/php/person_store.c dnl
    src/php/provision_methods.c dnl
    src/php/provisioner.c dnl
    src/php/provisioning_data.c dnl
    src/php/query_result.c dnl
    src/php/reconcile_methods.c dnl
    src/php/reconcile_store.c dnl
    src/php/rest_methods.c dnl
    src/php/run_store.c dnl
    src/php/runtime.c dnl
    src/php/set_forget.c dnl
    src/php/set_owners.c dnl
    src/php/set_registry.c dnl
    src/php/set_store.c dnl
    src/php/settings.c dnl
    src/php/sql.c dnl
    src/php/statement.c dnl
    src/php/sync_methods.c dnl
    src/php/sync_options.c dnl
    src/php/sync_people.c dnl
    src/php/test_functions.c dnl
    src/php/token_store.c dnl
    src/php/transaction.c dnl
    src/php/value.c dnl
    src/php/whole_co.c dnl
    src/provisioning/announcement.c dnl
    src/provisioning/batch.c dnl
    src/provisioning/batch_answer.c dnl
    src/provisioning/batch_claim.c dnl
    src/provisioning/batch_leave.c dnl
    src/provisioning/batch_send.c dnl
    src/provisioning/batch_settle.c dnl
    src/provisioning/bulk.c dnl
    src/provisioning/bulk_job_run.c dnl
    src/provisioning/bulk_remember.c dnl
    src/provisioning/connection_check.c dnl
    src/provisioning/deprovision.c dnl
    src/provisioning/lookup.c dnl
    src/provisioning/masters.c dnl
    src/provisioning/operation.c dnl
    src/provisioning/people.c dnl
    src/provisioning/person.c dnl
    src/provisioning/plan.c dnl
    src/provisioning/push.c dnl
    src/provisioning/push_answer.c dnl
    src/provisioning/reconcile.c dnl
    src/provisioning/reconcile_orphans.c dnl
    src/provisioning/reconcile_people.c dnl
    src/provisioning/reconcile_records.c dnl
    src/provisioning/reconcile_repair.c dnl
    src/provisioning/run_counts.c dnl
    src/provisioning/store.c dnl
    src/provisioning/sync.c dnl
    src/provisioning/sync_slice.c dnl
    src/salesforce/bulk_job.c dnl
    src/salesforce/bulk_results.c dnl
    src/salesforce/client.c dnl
    src/salesforce/client_many.c dnl
    src/salesforce/collections.c dnl
    src/salesforce/composite.c dnl
    src/salesforce/describe.c dnl
    src/salesforce/error_table.c dnl
    src/salesforce/errors.c dnl
    src/salesforce/identity.c dnl
    src/salesforce/limits.c dnl
    src/salesforce/query.c dnl
    src/salesforce/query_list.c dnl
    src/salesforce/sobject.c dnl
    src/salesforce/versions.c dnl
    dnl sources: end
  "

  PHP_NEW_EXTENSION([sfprov], [$SFPROV_SOURCES], [$ext_shared],, [$SFPROV_CFLAGS])
  dnl Without brackets: PHP reads these lines with awk to order its built-in modules.
  PHP_ADD_EXTENSION_DEP(sfprov, pdo)
  PHP_ADD_EXTENSION_DEP(sfprov, json)

  for sfprov_folder in `for i in $SFPROV_SOURCES; do echo "$i"; done | $SED -n -e 's#/@<:@^/@:>@*$##p' | sort -u`; do
    PHP_ADD_BUILD_DIR([$ext_builddir/$sfprov_folder])
  done

  if test "$ext_shared" = "yes"; then
    SFPROV_SHARED_LIBADD="$SFPROV_SHARED_LIBADD $SFPROV_LDFLAGS"
  else
    dnl The list of built-in modules includes the header that declares phpext_sfprov_ptr from the folder named here, and is
    dnl compiled with PHP's own flags.
    PHP_ADD_INCLUDE([$ext_srcdir/src])
    PHP_EVAL_INCLINE([$SFPROV_CURL_CFLAGS $SFPROV_OPENSSL_CFLAGS $SFPROV_JSONC_CFLAGS])
    EXT_STATIC=`echo "$EXT_STATIC" | $SED -e 's#sfprov;ext/sfprov#&/src/php#'`
    EXT_CLI_STATIC=`echo "$EXT_CLI_STATIC" | $SED -e 's#sfprov;ext/sfprov#&/src/php#'`
  fi
  PHP_SUBST([SFPROV_SHARED_LIBADD])
fi
