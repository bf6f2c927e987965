# The MiniMax platform without a key, network or cost:
#   docker build -t minimax-emulator . && docker run --rm -p 127.0.0.1:8080:8080 minimax-emulator
FROM python:3.13-slim

COPY . /src
RUN pip install --no-cache-dir "/src[cli,emulator-full]" && rm -rf /src

USER nobody
EXPOSE 8080
HEALTHCHECK --interval=5s --start-period=10s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/_emulator/settings')"]
# Everybody who reaches the port can use and control it: publish it on loopback, or in a private network.
ENTRYPOINT ["minimax", "emulator", "--port", "8080", "--host", "0.0.0.0", "--allow-remote"]
