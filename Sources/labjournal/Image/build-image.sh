# Builds an image with the contract of the official postgres image out of the distribution's packages.
#
# Arguments: the version, the image's name, a directory with PostgreSQL's programs ("": the distribution's package), the
# docker program. In the present directory: docker-entrypoint.sh. A line that begins with "== " says what begins.
set -eu -o pipefail
version="$1" tag="$2" from="$3" docker="$4"
root="$PWD/root"

say() { printf '== %s\n' "$1"; }
refuse() {
	printf 'labjournal: %s\n' "$@" >&2
	exit 9
}

# The packages of the libraries that the programs of a directory and their modules are linked with. This machine has the
# distribution of the image; what it has not, the modules of PL/Python perhaps, stays without.
library_packages() {
	LD_LIBRARY_PATH="$from/lib" find "$from/bin" "$from/lib" -type f -exec ldd {} + 2>/dev/null |
		awk '$2 == "=>" && $3 ~ "^/" { print $3; print "/usr" $3 }' | grep -vF "$from/" | sort -u |
		xargs -r dpkg-query --search 2>/dev/null | cut -d : -f 1 | sort -u || true
}

[ "$(id -u)" -eq 0 ] || refuse "building an image needs root"
command -v debootstrap >/dev/null || refuse "debootstrap is not installed: apt-get install debootstrap"

# The distribution and its mirror, as apt uses them here.
# shellcheck source=/dev/null
. /etc/os-release
suite="${VERSION_CODENAME:-}"
mirror="$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
	awk -v suite="$suite" '$2 == suite && $3 == "main" { print $1; exit }')"
[ -n "$suite" ] && [ -n "$mirror" ] || refuse "apt knows no mirror of this distribution: look at /etc/apt/sources.list"

packages=gzip,bash
if [ -z "$from" ]; then
	if [ -z "$(apt-cache madison "postgresql-$version" | head -n 1)" ]; then
		known="$(apt-cache pkgnames postgresql- | sed -nE 's/^postgresql-([0-9]+)$/\1/p' | sort -n | tr '\n' ' ')"
		refuse "this distribution has no PostgreSQL $version; it has ${known:-none}" \
			"--from DIR takes the programs of another version from a directory"
	fi
	packages="$packages,postgresql-$version,postgresql-client-$version"
else
	[ -x "$from/bin/postgres" ] || refuse "there is no bin/postgres in $from"
	missing="$(ldd "$from/bin/postgres" "$from/bin/initdb" "$from/bin/psql" | awk '/=> not found/ { print $1 }' | sort -u)"
	[ -z "$missing" ] || refuse "the programs in $from need libraries that are not installed here: $(echo $missing)"
	packages="$packages,tzdata,$(library_packages | paste -s -d ,)"
fi

say "fetching Debian's packages from $mirror"
debootstrap --variant=minbase --include="$packages" "$suite" "$root" "$mirror"

say "putting the image together"
if [ -z "$from" ]; then
	home="/usr/lib/postgresql/$version"
	sample="$root/usr/share/postgresql/$version/postgresql.conf.sample"
	# The package has made a cluster of its own.
	rm -rf "$root/var/lib/postgresql" "$root/etc/postgresql" "$root/var/log/postgresql"
	chroot "$root" usermod -u 999 postgres
	chroot "$root" groupmod -g 999 postgres
else
	home=/usr/local/pgsql
	mkdir -p "$root$home"
	cp -a "$from"/. "$root$home"
	chown -R root:root "$root$home"
	chmod -R a+rX "$root$home"
	# The modules take their libpq from there too, and not an older one of the distribution.
	printf '%s/lib\n' "$home" >"$root/etc/ld.so.conf.d/00-postgresql.conf"
	chroot "$root" ldconfig
	sample="$(find "$root$home" -name postgresql.conf.sample -print -quit)"
	chroot "$root" groupadd -r -g 999 postgres
	chroot "$root" useradd -r -u 999 -g 999 -d /var/lib/postgresql -s /bin/bash postgres
fi
sed -ri "s/^#?(listen_addresses)\s*=\s*\S+.*/\1 = '*'/" "$sample"
if [ "$version" -ge 18 ]; then
	data="/var/lib/postgresql/$version/docker" volume=/var/lib/postgresql
else
	data=/var/lib/postgresql/data volume=/var/lib/postgresql/data
fi
# In the image's own root: there, /var/run is a link that from here leads to this machine's /run.
chroot "$root" mkdir -p /docker-entrypoint-initdb.d "$data" /var/run/postgresql
chroot "$root" chown -R postgres:postgres /var/lib/postgresql /var/run/postgresql
chroot "$root" chmod 1777 "$data"
chroot "$root" chmod 3777 /var/run/postgresql
install -m 755 docker-entrypoint.sh "$root/usr/local/bin/docker-entrypoint.sh"
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/cache/debconf/* "$root"/var/log/* \
	"$root"/usr/share/doc/* "$root"/usr/share/man/* "$root"/usr/share/locale/* "$root"/tmp/*
: >"$root/etc/machine-id"

say "importing it as $tag"
base="labjournal-base:$version-$$"
tar -C "$root" --numeric-owner -c . | "$docker" import - "$base" >/dev/null
trap '"$docker" rmi "$base" >/dev/null 2>&1 || true' EXIT
"$docker" build --quiet --tag "$tag" - >/dev/null <<END
FROM $base
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$home/bin
ENV LANG=C.UTF-8 PG_MAJOR=$version PGDATA=$data
VOLUME $volume
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
LABEL labjournal.image=built
END
"$docker" run --rm --network none --entrypoint initdb "$tag" --version || refuse "the programs of $tag do not start"
