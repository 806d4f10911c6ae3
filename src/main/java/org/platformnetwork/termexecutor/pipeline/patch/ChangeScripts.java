package org.platformnetwork.termexecutor.pipeline.patch;

/**
 * What {@link PatchExtractor} has bash run in a working tree. Each script gets a directory for its
 * lists, whose items end in NUL, as its first argument.
 */
final class ChangeScripts {

    /** The exit code for more than git should read. */
    static final int TOO_LARGE = 4;

    /**
     * Brings the working tree into the index. Repositories in it are directories like any other:
     * git goes into one whose index has something below it, so each gets an entry that is gone
     * again once its files have been looked at. Environments, caches and worktrees
     * (git-worktree(1)) that the commit does not have stay out, and so does whatever stands in the
     * place of one that the base had: test runners lie in them. {@code left} lists those that no
     * rule of the repository ignores, {@code errors} what git says of files that it cannot take.
     * What the agent closed to its own user is opened.
     */
    private static final String INDEX =
            """
            set -e
            tag='Signature: 8a477f597d28d172789f06886806bc55'
            is_left_over() {
              case ${1##*/} in node_modules | __pycache__ | .gradle | .tox | .nox) return 0 ;; esac
              [[ /$1 == */vendor/bundle ]] && return 0
              [[ -f $1/pyvenv.cfg && ( -e $1/bin || -e $1/Scripts ) ]] && return 0
              local line=
              [[ -f $1/.git ]] && IFS= read -r -n 4096 line <"$1/.git"
              [[ $line == gitdir:*/worktrees/* ]] && return 0
              [[ -f $1/CACHEDIR.TAG ]] && IFS= read -r -n ${#tag} line <"$1/CACHEDIR.TAG"
              [[ $line == "$tag" ]]
            }
            # Each of the base's, or the link or file that is now above it or in its place.
            of_base() {
              local path rest part
              while IFS= read -r -d '' path; do
                rest=$path/ part=
                while part+=${rest%%/*} rest=${rest#*/}; [[ $rest && -d $part && ! -L $part ]]; do
                  part+=/
                done
                if [[ -e $part || -L $part ]]; then printf '%s\\0' "$part"; fi
              done <"$GIT_DIR/environments"
            }
            # Whether the sizes in front of paths add up to more than a limit.
            exceeds() {
              local sum=0 entry
              while IFS= read -r -d '' entry; do
                if ((${entry%% *} > $2 - sum)); then return 0; fi
                sum=$((sum + ${entry%% *}))
              done <"$1"
              return 1
            }
            refuse() {
              cp "$1" "$lists/large"
              exit 4
            }
            # Git reads holes of files like anything else: what it would take must be small enough
            # before. New repositories are left out first.
            bound() {
              local most=$1 entry path root
              local -A ignored=()
              : >"$lists/clones"
              find . -name .git -prune -o -type f -size +1023k -printf '%s %P\\0' 2>/dev/null >"$lists/sizes" ||
                true
              exceeds "$lists/sizes" "$most" || return 0
              while IFS= read -r -d '' path; do
                if [[ ! $(git ls-files -- ":(literal)${path#./}" | head -c 1) ]]; then
                  printf '%s\\0' "${path#./}" >>"$lists/clones"
                  printf ':(exclude,literal)%s\\0' "${path#./}" >>"$lists/pathspecs"
                fi
              done <"$lists/nested"
              cut -z -d ' ' -f 2- <"$lists/sizes" | git check-ignore -z --stdin >"$lists/ignored" || true
              while IFS= read -r -d '' path; do ignored[/$path]=1; done <"$lists/ignored"
              mapfile -d '' -t out < <(cat "$lists/left" "$lists/clones")
              while IFS= read -r -d '' entry; do
                path=${entry#* }
                if [[ ${ignored[/$path]+x} ]]; then continue; fi
                for root in "${out[@]}"; do if [[ $path == "$root"/* ]]; then continue 2; fi; done
                if [[ $(git cat-file -s ":$path" 2>/dev/null) == "${entry%% *}" ]]; then continue; fi
                printf '%s\\0' "$entry"
              done <"$lists/sizes" >"$lists/added"
              if exceeds "$lists/added" "$most"; then refuse "$lists/added"; fi
            }
            index() {
              local lists=$1 most=$2 path last=/
              local -A tracked=() ignored=()
              : >"$lists/nested"
              find . -path ./.git -prune -o -type d ! -perm -500 -exec chmod u+rx {} \\; \\
                  -o -type f ! -perm -400 -exec chmod u+r {} + 2>/dev/null || true
              find . -mindepth 1 -path ./.git -prune \\
                  -o -name .git -fprintf "$lists/nested" '%h\\0' -printf '%h/\\0' -prune \\
                  -o -type d \\( -name node_modules -o -name __pycache__ -o -name .gradle \\
                      -o -name .tox -o -name .nox -o -path '*/vendor/bundle' \\) -printf '%p/\\0' -prune \\
                  -o -type f \\( -name pyvenv.cfg -o -name CACHEDIR.TAG \\) -printf '%h/\\0' \\
                  2>/dev/null >"$lists/found" || true
              if [[ -s $lists/found ]]; then
                LC_ALL=C sort -z -u -o "$lists/found" "$lists/found"
                git ls-tree -r -d -z --name-only HEAD >"$lists/tracked"
                while IFS= read -r -d '' path; do tracked[/$path]=1; done <"$lists/tracked"
              fi
              while IFS= read -r -d '' path; do
                path=${path#./} path=${path%/}
                [[ $path && $path/ != "$last"* && ! ${tracked[/$path]+x} ]] || continue
                is_left_over "$path" || continue
                last=$path/
                printf '%s\\0' "$path"
              done <"$lists/found" >"$lists/roots"
              if [[ -f $GIT_DIR/environments ]]; then of_base >>"$lists/roots"; fi
              if [[ -s $lists/roots ]]; then
                LC_ALL=C sort -z -u -o "$lists/roots" "$lists/roots"
                git check-ignore -z --stdin <"$lists/roots" >"$lists/ignored" || true
                while IFS= read -r -d '' path; do ignored[/$path]=1; done <"$lists/ignored"
              fi
              printf '.\\0' >"$lists/pathspecs"
              while IFS= read -r -d '' path; do
                [[ ${ignored[/$path]+x} ]] && continue
                printf ':(exclude,literal)%s\\0' "$path" >>"$lists/pathspecs"
                printf '%s\\0' "$path"
              done <"$lists/roots" >"$lists/left"
              git ls-files --stage -z | { grep -z '^160000 ' || true; } >"$lists/modules"
              if [[ -s $lists/modules ]]; then
                sed -z 's/^[^\\t]*\\t//' <"$lists/modules" | git update-index -z --force-remove --stdin
              fi
              bound "$most"
              if [[ -s $lists/nested ]]; then seed; fi
              git add --all --ignore-errors --pathspec-from-file="$lists/pathspecs" \\
                --pathspec-file-nul 2>"$lists/errors" || [ $? = 1 ]
              if [[ -s $lists/nested ]]; then
                git -c core.protectNTFS=false update-index -z --remove --stdin <"$lists/seeds"
              fi
            }
            # No index has a path below .GIT; what git refuses for other systems' sake it says below.
            seed() {
              local empty
              empty=$(git hash-object -w --stdin </dev/null)
              sed -z 's|^\\./||; s|$|/.git-seed|' <"$lists/nested" |
                { grep -z -v -i '\\(^\\|/\\)\\.git/' || true; } >"$lists/seeds"
              sed -z "s|^|100644 $empty\\t|" <"$lists/seeds" |
                git -c core.protectNTFS=false update-index -z --add --replace --index-info
            }
            """;

    /** Takes the tree as it is for the base. */
    static final String RECORD =
            INDEX
                    + """
                    index "$1" 0x7fffffffffffffff
                    cp "$1/roots" "$GIT_DIR/environments"
                    git write-tree >/dev/null
                    """;

    private static final String DIFFER =
            """
            differ() { git diff-index --cached --no-renames --no-ext-diff --no-textconv --no-color "$@"; }
            # Cut off by head, git ends by SIGPIPE.
            patch() {
              { differ --patch --binary --full-index "$1" || [ $? = 141 ]; } | head -c "$3" >"$2/patch"
            }
            """;

    /**
     * Writes what changed since the base to {@code changes}, as {@code diff-index --raw} does, and
     * the first bytes of the patch, as many as the second argument says. Ignored files that the
     * agent's own index has are part of it, but for those of environments; of the agent's
     * repository nothing else is read. Ends with 4 when git would have to read more bytes than the
     * third argument says; {@code large} then lists them, each with its size in front, and {@code
     * clones} has the new repositories that were left out to stay below.
     */
    static final String TAKE =
            INDEX
                    + DIFFER
                    + """
                    base=$(git write-tree)
                    index "$1" "$3"
                    if [[ ! -L .git && -f .git/index && $(stat -c %s .git/index) -le "$3" ]]; then
                      mapfile -d '' -t roots <"$1/roots"
                      ignored() {
                        GIT_INDEX_FILE=.git/index git ls-files -z --cached --ignored --exclude-standard \\
                          -- "$@" 2>/dev/null || echo 'error: .git/index cannot be read' >>"$lists/errors"
                      }
                      lists=$1
                      if [[ ${roots+x} ]]; then ignored "${roots[@]/#/:(literal)}" >>"$1/left"; fi
                      ignored . "${roots[@]/#/:(exclude,literal)}" |
                        while IFS= read -r -d '' path; do
                          if [[ -f $path || -L $path ]]; then printf '%s\\0' "$path"; fi
                        done >"$1/committed"
                      if [[ -s $1/committed ]]; then
                        xargs -0 stat --printf '%s %n\\0' -- <"$1/committed" >"$1/sizes"
                        if exceeds "$1/sizes" "$3"; then refuse "$1/sizes"; fi
                        # All at once, or else each by itself: git ends at the first that it cannot take.
                        git update-index -z --add --stdin <"$1/committed" 2>/dev/null ||
                          xargs -0 -n 1 git update-index --add -- <"$1/committed" 2>>"$1/errors" || true
                      fi
                    fi
                    printf %s "$base" >"$1/base"
                    differ --raw -z "$base" >"$1/changes"
                    patch "$base" "$1" "$2"
                    """;

    /** Writes the patch once more, with the index as the third argument corrects it. */
    static final String CORRECT =
            "set -e\n"
                    + DIFFER
                    + """
                    git update-index -z --index-info <"$3"
                    patch "$(cat "$1/base")" "$1" "$2"
                    """;

    /** Writes the size in bytes of each object that the second argument lists, line by line. */
    static final String MEASURE =
            """
            git cat-file --batch-check='%(objectsize)' <"$2" >"$1/sizes"
            """;

    /**
     * Applies the patch that the second argument names to the base, in the index alone. Writes what
     * it changes as {@link #TAKE} does, and the plain files that it leaves to {@code files}, by
     * their numbers in that list. Ends with 3 when the patch does not apply.
     */
    static final String REFERENCE =
            "set -e\n"
                    + DIFFER
                    + """
                    base=$(git write-tree)
                    git apply --cached --binary --whitespace=nowarn -- "$2" || exit 3
                    differ --raw -z "$base" >"$1/changes"
                    patch "$base" "$1" "$3"
                    mkdir "$1/files"
                    n=0
                    while IFS= read -r -d '' entry && IFS= read -r -d '' path; do
                      n=$((n + 1))
                      read -r _ mode _ id _ <<<"$entry"
                      if [[ $mode == 100* ]]; then git cat-file blob "$id" >"$1/files/$n"; fi
                    done <"$1/changes"
                    """;

    /**
     * Makes the change of a patch, after what stands in its way is gone. The last list has patterns
     * of what is not to be changed.
     */
    static final String APPLY =
            """
            set -e
            while IFS= read -r -d '' path; do rm -rf -- "./$path"; done <"$3"
            mapfile -d '' -t excluded <"$4"
            git apply --binary --whitespace=nowarn "${excluded[@]/#/--exclude=}" -- "$2"
            """;

    private ChangeScripts() {}
}
