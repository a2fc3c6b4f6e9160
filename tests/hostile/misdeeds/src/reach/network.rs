//! The network, and sockets of this machine.

use std::{
    io::{self, Write as _},
    net::{TcpListener, TcpStream, UdpSocket},
    os::{
        linux::net::SocketAddrExt as _,
        unix::net::{SocketAddr, UnixDatagram, UnixListener, UnixStream},
    },
};

use super::{
    Attempt,
    system_call::{call, reaches},
};

pub(super) fn attempt(attempt: &str, target: &str) -> Option<Attempt> {
    Some(match attempt {
        "connect-tcp" => TcpStream::connect(target)
            .and_then(|mut stream| stream.write_all(b"misdeed"))
            .map(done),
        "listen-tcp" => TcpListener::bind("127.0.0.1:0").map(done),
        "send-udp" => UdpSocket::bind("127.0.0.1:0")
            .and_then(|socket| socket.send_to(b"misdeed", target))
            .map(done),
        "connect-unix" => UnixStream::connect(target)
            .and_then(|mut stream| stream.write_all(b"misdeed"))
            .map(done),
        "connect-abstract" => SocketAddr::from_abstract_name(target)
            .and_then(|address| UnixStream::connect_addr(&address))
            .map(done),
        "listen-unix" => UnixListener::bind(format!("{target}.misdeed")).map(done),
        "send-unix-datagram" => UnixDatagram::unbound()
            .and_then(|socket| socket.send_to(b"misdeed", target))
            .map(done),
        // A pair needs no `socket`, and datagrams no `connect`.
        "send-from-a-pair" => UnixDatagram::pair()
            .and_then(|(socket, _other)| socket.send_to(b"misdeed", target))
            .map(done),
        "raw-socket" => socket(libc::AF_INET, libc::SOCK_RAW, libc::IPPROTO_ICMP),
        "packet-socket" => socket(libc::AF_PACKET, libc::SOCK_RAW, 0),
        "netlink-socket" => socket(libc::AF_NETLINK, libc::SOCK_RAW, 0),
        "vsock-socket" => socket(libc::AF_VSOCK, libc::SOCK_STREAM, 0),
        "kernel-crypto-socket" => socket(libc::AF_ALG, libc::SOCK_SEQPACKET, 0),
        // The other way of numbering system calls.
        #[cfg(target_arch = "x86_64")]
        "socket-by-x32" => reaches(0x4000_0000 | libc::SYS_socket, &[1, 1]),
        #[cfg(target_arch = "x86_64")]
        "socket-by-int80" => by_int80(359, [libc::AF_UNIX, libc::SOCK_STREAM, 0]),
        "io-uring" => {
            let parameters = [0_u64; 15];
            call(libc::SYS_io_uring_setup, &[4, parameters.as_ptr() as i64]).map(done)
        }
        "io-uring-enter" => reaches(libc::SYS_io_uring_enter, &[-1]),
        _ => return None,
    })
}

fn done<T>(_made: T) -> String {
    "done".to_owned()
}

fn socket(family: i32, kind: i32, protocol: i32) -> Attempt {
    let numbers = [family, kind, protocol].map(i64::from);
    call(libc::SYS_socket, &numbers).map(done)
}

/// As programs of 32 bits call the system.
#[cfg(target_arch = "x86_64")]
fn by_int80(number: i32, arguments: [i32; 3]) -> Attempt {
    let answer: i32;
    // SAFETY: the call takes numbers alone; `rbx` is the compiler's own, and given back.
    unsafe {
        std::arch::asm!(
            "xchg {first:r}, rbx",
            "int 0x80",
            "xchg {first:r}, rbx",
            first = inout(reg) i64::from(arguments[0]) => _,
            inlateout("eax") number => answer,
            in("ecx") arguments[1],
            in("edx") arguments[2],
            out("r8") _, out("r9") _, out("r10") _, out("r11") _,
        );
    }
    match answer {
        error if error < 0 => Err(io::Error::from_raw_os_error(-error)),
        _ => Ok("done".to_owned()),
    }
}
